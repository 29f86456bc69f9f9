//! `/items/{tag}/shares`: who paid which part of an item, and from when on it is different.

use axum::extract::Path;
use domain::{AsOf, grant::percent};
use leptos::prelude::*;
use store::items::{ItemShow, SharesEntry};

use super::{parts::full_name, show::funding};
use crate::{Cx, cx::PageResult, kit::*};

/// Grants that can share one item.
const SHARES: usize = 3;

pub async fn page(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let history = store::items::share_history(&mut tx, viewer, &tag, AsOf::default()).await?;
    let grants = store::grants::choices(&mut tx, viewer).await?;
    let grants = grants.into_iter().map(|g| (g.code.clone(), format!("{} · {}", g.code, g.title))).collect();
    let state = cx.form(&mut tx, stored(&item)).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Who paid for {tag}"), || {
        let name = full_name(&item.name, item.make.as_deref(), item.model.as_deref());
        let steps = vec![("Items".to_owned(), "/items".to_owned()), (name, format!("/items/{tag}"))];
        let table = funding(&item, viewer);
        let past =
            timeline(history).map(|past| view! { <Section title="Paid by" id="history">{past}</Section> }.into_any());
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Item" code=tag.clone() title="Change who paid for it"/>
            <ErrorSummary state=state.clone()/>
            <Section title="Today">{table}</Section>
            {past}
            <Section title="From a day on">{change(&item, state, grants, submission)}</Section>
        }
        .into_any()
    })
}

/// Today's shares, to be changed.
fn stored(item: &ItemShow) -> FormState {
    let share = |(i, grant): (usize, &store::items::ItemGrant)| {
        let code = (format!("shares[{i}][grant]"), grant.code.clone().unwrap_or_default());
        [code, (format!("shares[{i}][percent]"), grant.ppm.map(percent).unwrap_or_default())]
    };
    FormState::filled(item.grants.iter().enumerate().flat_map(share))
}

fn change(item: &ItemShow, state: FormState, grants: Vec<(String, String)>, submission: String) -> AnyView {
    let newest = item.lines.last();
    if let Some(waiting) = newest.filter(|newest| !newest.line.dispatched) {
        let round = link_cell(waiting.round.code.clone(), format!("/rounds/{}", waiting.round.code));
        return view! {
            <p>"It has not been dispatched: who pays for it is still changed with its line in round " {round} "."</p>
        }
        .into_any();
    }
    let sent_on = newest.and_then(|newest| newest.round.day).map(|day| format!(", from {} on", day.words()));
    let hint = format!("The first day on which they hold{}. Such as 25 Sep 2019", sent_on.unwrap_or_default());
    let rows: Vec<AnyView> = (0..SHARES.max(item.grants.len())).map(|i| share(i, &state, grants.clone())).collect();
    view! {
        <form class="form" method="post" action="/api/change_shares" novalidate>
            <HiddenInput name="submission" value=submission/>
            <HiddenInput name="tag" value=item.tag.clone()/>
            <Fieldset legend="Who pays" hint="The shares add up to 100 %; what was before stays in the history">{rows}</Fieldset>
            <DateField name="effective_on" label="Effective from" hint=hint state=state.clone()/>
            <Field name="reason" label="Reason" hint="Such as “Agreed with the donors on 3 Dec 2019”" state/>
            <FormActions cancel=format!("/items/{}", item.tag)><SubmitButton text="Change the shares"/></FormActions>
        </form>
    }
    .into_any()
}

fn share(i: usize, state: &FormState, grants: Vec<(String, String)>) -> AnyView {
    let (grant, percent) = (format!("shares[{i}][grant]"), format!("shares[{i}][percent]"));
    let label = if i == 0 { "Grant".to_owned() } else { format!("Grant {}", i + 1) };
    let share = if i == 0 { "Share in %".to_owned() } else { format!("Share of grant {} in %", i + 1) };
    let blank = if i == 0 { "Choose a grant" } else { "None" };
    view! {
        <div class="grid-2">
            <Select name=grant label=label state=state.clone() options=grants blank=blank optional={i > 0}/>
            <Field name=percent label=share optional={i > 0} kind=Input::Amount width=Width::Short state=state.clone()/>
        </div>
    }
    .into_any()
}

/// The history, newest first; nothing where nothing was ever changed.
pub fn timeline(history: Vec<SharesEntry>) -> Option<AnyView> {
    let entries: Vec<Happening> = history.into_iter().map(happening).collect();
    (!entries.is_empty()).then(|| view! { <Timeline entries/> }.into_any())
}

fn happening(entry: SharesEntry) -> Happening {
    let shares: Vec<String> =
        entry.shares.iter().map(|(code, ppm, value)| format!("{code} {}\u{a0}% ({value})", percent(*ppm))).collect();
    let happening = Happening::on(entry.effective_on, shares.join(" · ")).note(view! { {entry.reason} }.into_any());
    match entry.person {
        // When the first entry was written down says nothing: it came with the item.
        None => happening,
        Some(person) => happening.recorded(entry.recorded_at).who(person).tone(Tone::Accent),
    }
}
