//! One official: what they signed and attended, in which post.

use axum::extract::Path;
use domain::{Action, change::Entity};
use leptos::prelude::*;
use store::officials::AppearanceRow;

use super::named::corrections;
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{changes::history, twins::section},
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::officials::show(&mut tx, viewer, &code).await?;
    let history = history(&mut tx, viewer, Entity::Official, &code).await?;
    let may_edit = viewer.may(Action::ManageOfficials).is_ok();
    // A code that was merged leads to the one that stays.
    let code = shown.official.code.clone();
    let twins = store::officials::twins(&mut tx, viewer, &code).await?;
    let twins = section(&format!("/officials/{code}"), twins, may_edit);
    cx.page(&shown.official.name.clone(), move || {
        let (edit, add) = (format!("/officials/{code}/edit"), format!("/officials/{code}/posts/new"));
        let merge = format!("/officials/{code}/merge");
        let edit = may_edit.then(|| {
            view! { <ButtonLink href=edit text="Edit"/> <ButtonLink href=merge text="Same as …"/> }.into_any()
        });
        let add = may_edit.then(|| view! { <ButtonLink href=add text="Record a post"/> }.into_any());
        let steps = vec![("Officials".to_owned(), "/officials".to_owned())];
        let also = shown.official.aliases.join(", ");
        let mut facts = vec![];
        facts.extend((!also.is_empty()).then(|| Fact::text("Also printed", also)));
        facts.extend(shown.note.clone().map(|note| Fact::text("Note", note)));
        let facts = (!facts.is_empty()).then(|| view! { <SummaryList facts/> }.into_any());
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Official" code=code.clone() title=shown.official.name.clone() actions=edit/>
            {facts}
            <Section title="Signed and attended" id="appearances" aside=add>
                {appearances(&shown.official.appearances, may_edit)}
            </Section>
            {twins}
            {history}
        }
        .into_any()
    })
}

fn appearances(rows: &[AppearanceRow], may_edit: bool) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="muted">"Nothing is recorded yet."</p> }.into_any();
    }
    let mut columns =
        vec![Column::text("Day"), Column::text("What"), Column::text("Post of that day"), Column::text("Source")];
    columns.extend(may_edit.then(|| Column::text("Correct")));
    let rows = rows.iter().map(|row| appearance(row, may_edit)).collect();
    view! { <DataTable caption="What this official signed and attended" columns rows/> }.into_any()
}

fn appearance(row: &AppearanceRow, may_edit: bool) -> Row {
    let what = match (&row.grant, &row.round) {
        (Some((code, title)), _) => {
            link_cell_with(format!("{code} · {title}"), format!("/grants/{code}"), row.part.label())
        }
        (_, Some((code, title))) => {
            link_cell_with(format!("{code} · {title}"), format!("/rounds/{code}"), row.part.label())
        }
        _ => cell(row.part.label()),
    };
    let withdrawn = row.withdrawn.clone().map(|why| {
        let words = format!("Withdrawn: {why}");
        view! { <span class="below">{words}</span> }.into_any()
    });
    let mut cells = vec![
        match row.on {
            Some(date) => view! { <span class="nowrap"><DateView date/></span> }.into_any(),
            None => view! { <span class="muted">"not stated"</span> }.into_any(),
        },
        view! { <div>{what}{withdrawn}</div> }.into_any(),
        cell(row.post.clone()),
        cell(row.source.clone().map(|(title, _)| title)),
    ];
    cells.extend(may_edit.then(|| view_cell(corrections(row))));
    Row::new(cells)
}
