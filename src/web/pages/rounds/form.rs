//! `/rounds/new` and `/rounds/{code}/edit`

use axum::extract::Path;
use domain::handover::round::Deed::{Complete, Describe};
use leptos::prelude::*;
use store::rounds::{self, RoundShow};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn new(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let key = cx.submission_key()?;
    cx.page("New round", move || {
        let lead =
            view! { <p>"A round is one handover. It stays a draft until you schedule it; lines are added next."</p> }
                .into_any();
        view! {
            <PageHeader title="New round" lead=lead/>
            {form(state, "/api/create_round", vec![("submission", key)], "Save the draft", "/rounds", false)}
        }
        .into_any()
    })
}

/// As its form would say what stands there.
pub(super) fn filled(round: &RoundShow) -> FormState {
    FormState::filled([
        ("code", round.code.clone()),
        ("number", round.number.map(|n| n.to_string()).unwrap_or_default()),
        ("title", round.title.clone()),
        ("planned_on", round.planned_on.map(|d| d.words()).unwrap_or_default()),
        ("place", round.place.clone().unwrap_or_default()),
        ("occasion", round.occasion.clone().unwrap_or_default()),
        ("guests", round.guests.clone().unwrap_or_default()),
        ("present", round.present.clone().unwrap_or_default()),
        ("shown", round.shown.clone().unwrap_or_default()),
    ])
}

pub async fn edit(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, &viewer, &code).await?;
    // Of what was dispatched the code and the planned day stand on papers: they stay.
    let is_sent = round.check(Complete).is_ok();
    if !is_sent {
        round.check(Describe)?;
    }
    let state = cx.form(&mut tx, filled(&round)).await?;
    let mut hidden =
        vec![("submission", cx.submission_key()?), ("round", code.clone()), ("version", state.version(round.version))];
    if is_sent {
        hidden.push(("code", round.code.clone()));
    }
    let action = if is_sent { "/api/complete_round" } else { "/api/update_round" };
    cx.page("Edit round", move || {
        let back = format!("/rounds/{code}");
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.code.clone(), back.clone())]/>
            <PageHeader kind="Round" code=round.code.clone() title="Edit the description"/>
            {form(state, action, hidden, "Save the description", &back, is_sent)}
        }
        .into_any()
    })
}

fn form(
    state: FormState,
    action: &'static str,
    hidden: Vec<(&'static str, String)>,
    button: &'static str,
    back: &str,
    is_sent: bool,
) -> AnyView {
    let hidden: Vec<_> =
        hidden.into_iter().map(|(name, value)| view! { <HiddenInput name value/> }.into_any()).collect();
    let back = back.to_owned();
    let code = (!is_sent).then(|| {
        view! {
            <Field name="code" label="Code" hint="Stands in addresses and on documents, such as R-2026-03"
                width=Width::Short state=state.clone()/>
        }
        .into_any()
    });
    let planned = (!is_sent).then(|| {
        view! { <DateField name="planned_on" label="Planned for" optional=true partial=true state=state.clone()/> }
            .into_any()
    });
    view! {
        <form class="form" method="post" action=action novalidate>
            <ErrorSummary state=state.clone()/>
            {hidden}
            {code}
            <Field name="title" label="Title" hint="Such as “Boots for the northern posts”" state=state.clone()/>
            <Field name="number" label="Round number" optional=true width=Width::Short state=state.clone()/>
            {planned}
            <Field name="place" label="Place" optional=true state=state.clone()/>
            <Field name="occasion" label="Occasion" optional=true state=state.clone()/>
            <Field name="guests" label="Guests" optional=true state=state.clone() hint="How many, such as “over a hundred”"/>
            <Field name="present" label="Present" optional=true state=state.clone()
                hint="As a source names them, such as “Ambassadors of Japan and Egypt”. People by name are recorded on the page of the round"/>
            <Field name="shown" label="Shown" optional=true state=state.clone() hint="Such as “exhibition of the equipment”"/>
            <FormActions cancel=back><SubmitButton text=button/></FormActions>
        </form>
    }
    .into_any()
}
