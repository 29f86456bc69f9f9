//! Officials on the pages of what they signed and attended.

use leptos::prelude::*;
use store::officials::AppearanceRow;

use crate::kit::*;

/// Who did one thing, a line each: name, post of that day, and "among others" as printed. Nothing where nobody did.
pub fn named(rows: &[&AppearanceRow], may_edit: bool) -> Option<AnyView> {
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let name = row
                .official
                .as_ref()
                .map(|(code, name)| view! { <a href=format!("/officials/{code}")>{name.clone()}</a> }.into_any());
            let comma = (row.official.is_some() && row.post.is_some()).then_some(", ");
            let others = row.among_others.then_some(", among others");
            let correct = may_edit.then(|| corrections(row)).flatten();
            let correct = correct.map(|links| view! { " " <span class="small">{links}</span> }.into_any());
            view! { <li>{name}{comma}{row.post.clone()}{others}{correct}</li> }.into_any()
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <ul class="stack-tight plain">{lines}</ul> }.into_any())
}

/// The steps to correct and to withdraw it; nothing of what is withdrawn.
pub(super) fn corrections(row: &AppearanceRow) -> Option<AnyView> {
    let (edit, withdraw) = (format!("/appearances/{}/edit", row.id), format!("/appearances/{}/withdraw", row.id));
    let (about, wrong) = (format!("Edit: {}", row.words()), format!("Withdraw: {}", row.words()));
    row.withdrawn.is_none().then(|| {
        view! { <a href=edit aria-label=about>"Edit"</a> " · " <a href=withdraw aria-label=wrong>"Withdraw"</a> }
            .into_any()
    })
}

/// What was withdrawn, for those who read that; nothing where nothing was.
pub fn withdrawn(rows: &[AppearanceRow]) -> Option<AnyView> {
    let lines: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let why = row.withdrawn.clone()?;
            let words = format!("{}: {}", row.part.label(), row.words());
            Some(view! { <li><del>{words}</del> <span class="below">{why}</span></li> }.into_any())
        })
        .collect();
    let words = format!("Withdrawn: {}", count_of(whole(lines.len()), "entry", "entries"));
    (!lines.is_empty())
        .then(|| view! { <details><summary>{words}</summary><ul class="stack-tight">{lines}</ul></details> }.into_any())
}
