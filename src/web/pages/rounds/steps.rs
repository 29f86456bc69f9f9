//! `/rounds/{code}/dispatch` and `/rounds/{code}/cancel`: what cannot be undone is asked once, on a page of its own.

use axum::extract::Path;
use domain::{
    PartialDate,
    handover::round::Deed::{self, Cancel, Dispatch},
    round::RoundStatus,
};
use leptos::prelude::*;
use store::rounds::{self, RoundShow};

use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn dispatch(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, &viewer, &code).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    check(&round, Dispatch, &state)?;
    let today = PartialDate::Day(cx.today()).words();
    let key = cx.submission_key()?;
    cx.page("Dispatch", move || {
        let lines = count_of(round.tally.lines, "line", "lines");
        let agencies = agencies(&round);
        let facts = vec![
            Fact::text("Lines", lines.clone()),
            Fact::text("To", agencies),
            Fact::view("Value", totals(&round.value)),
        ];
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), format!("/rounds/{code}"))]/>
            <PageHeader kind="Round" code=code.clone() title=format!("Dispatch {lines}?")/>
            <form class="form" method="post" action="/api/dispatch_round" novalidate>
                <ErrorSummary state=state.clone()/>
                <ul>
                    <li>"Lines, quantities and values are fixed from now on."</li>
                    <li>"Every item reads “with UNODC, in transit” until the agency’s officer accepts it."</li>
                    <li>"The officers of the receiving agencies can count at once. You cannot confirm for them."</li>
                </ul>
                <SummaryList facts/>
                <p>"What arrives short, damaged or surplus is recorded by the officers; nothing of this is lost."</p>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="code" value=code.clone()/>
                <DateField name="occurred_on" label="Day of the handover" value=today state=state/>
                <FormActions cancel=format!("/rounds/{code}")><SubmitButton text=format!("Dispatch {lines}")/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn cancel(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, &viewer, &code).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    check(&round, Cancel, &state)?;
    let key = cx.submission_key()?;
    let is_known = round.status == RoundStatus::Published;
    let title = if is_known { "Recorded in error" } else { "Call the round off" };
    cx.page(title, move || {
        let told = (round.status == RoundStatus::Scheduled).then(|| view! { <li>"The agencies no longer see it."</li> }.into_any());
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), format!("/rounds/{code}"))]/>
            <PageHeader kind="Round" code=code.clone() title=format!("{title}?")/>
            <form class="form" method="post" action="/api/cancel_round" novalidate>
                <ErrorSummary state=state.clone()/>
                <ul>
                    <li>"The round stays on record as cancelled; it cannot be taken up again."</li>
                    {told}
                </ul>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="code" value=code.clone()/>
                <Field name="reason" label="Reason" state=state/>
                <FormActions cancel=format!("/rounds/{code}")><SubmitButton text=if is_known { "Withdraw the round" } else { "Call the round off" } tone=Tone::Bad/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// Whether the step can still be asked about. Somebody whose form was refused reads who was faster, and when.
fn check(round: &RoundShow, deed: Deed, state: &FormState) -> Result<(), AppError> {
    match (round.check(deed), state.error("")) {
        (Ok(_), _) => Ok(()),
        (Err(_), Some(words)) => Err(AppError::Conflict { message: words.to_owned() }),
        (Err(refusal), None) => Err(refusal.into()),
    }
}

fn agencies(round: &RoundShow) -> String {
    let mut names: Vec<&str> = round.tally.agencies.iter().map(|agency| agency.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}
