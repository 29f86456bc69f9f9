//! `/rates/entry/{id}`: one rate: who entered and approved it, where it is published, what its change would have made.

use axum::extract::Path;
use domain::{
    Action, PartialDate, Timestamp, Viewer,
    rate::{Decision, RateStanding},
};
use leptos::prelude::*;
use store::rates::{RateRow, affected, show};

use super::{affected as changed, parts};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let id: i64 = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = cx.read().await?;
    let rate = show(&mut tx, viewer, id).await?;
    let affected = affected(&mut tx, viewer, id).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let keys = (cx.submission_key()?, cx.submission_key()?);
    let title = parts::stated(rate.rate, rate.currency);
    cx.page(&title, || {
        let currency = rate.currency.code().to_owned();
        let steps = vec![("Rates".to_owned(), "/rates".to_owned()), (currency.clone(), format!("/rates/{currency}"))];
        let status = parts::tag(rate.standing());
        let facts = facts(&rate);
        let decision = decision(viewer, &rate, &state, keys);
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Exchange rate" code=PartialDate::Day(rate.effective_on).words() title=title.clone() status
                actions=supersede(viewer, &rate)/>
            <ErrorSummary state=state.clone()/>
            <Section title="The rate" id="rate"><SummaryList facts/></Section>
            {decision}
            {changed::section(&affected, &rate)}
        }
        .into_any()
    })
}

fn supersede(viewer: &Viewer, rate: &RateRow) -> Option<AnyView> {
    let open = rate.standing() == RateStanding::InForce && rate.pending.is_none();
    let href = format!("{}/supersede", parts::address(rate.id));
    (open && viewer.role.may(Action::ManageMoney))
        .then(|| view! { <ButtonLink href text="Supersede the rate"/> }.into_any())
}

fn facts(rate: &RateRow) -> Vec<Fact> {
    let other = |id: Option<i64>, words: &'static str| id.map(|id| link(words, Some(&parts::address(id))));
    let mut facts = vec![
        Fact::text("Source", rate.source.label()),
        Fact::text("Rate", parts::stated(rate.rate, rate.currency)),
        Fact::view("Effective on", parts::day(rate.effective_on)),
        Fact::view("Published on", rate.published_on.map(parts::day)),
        Fact::view("Published at", rate.source_url.as_deref().map(|url| outside(url, url))),
        Fact::text(if rate.supersedes.is_some() { "Reason" } else { "Note" }, rate.note.as_deref()),
    ];
    for (label, id) in [
        ("Supersedes", other(rate.supersedes, "the rate before it")),
        ("Superseded by", other(rate.superseded_by, "the rate in its place")),
        ("Waiting in its place", other(rate.pending, "a rate that waits for approval")),
    ] {
        facts.extend(id.map(|view| Fact::view(label, view)));
    }
    facts.push(Fact::view("Entered", by(rate.entered_by.as_deref(), rate.recorded_at)));
    if let Some(decided) = &rate.decided {
        let label = match decided.decision {
            Decision::Approved => "Approved",
            Decision::Rejected => "Rejected",
        };
        facts.push(Fact::view(label, by(decided.by.as_deref(), decided.at)));
        facts.extend(decided.reason.as_deref().map(|reason| Fact::text("Reason of the rejection", reason)));
    }
    facts
}

/// Donors read when, staff also who.
fn by(name: Option<&str>, at: Timestamp) -> AnyView {
    let name = name.map(|name| format!("{name}, "));
    view! { {name}<InstantView at/> }.into_any()
}

fn decision(viewer: &Viewer, rate: &RateRow, state: &FormState, keys: (String, String)) -> Option<AnyView> {
    if rate.standing() != RateStanding::Awaiting || !viewer.role.may(Action::ManageMoney) {
        return None;
    }
    let approve = if rate.own {
        view! { <p>"You entered this rate: another member of staff approves it. Until then it is not used."</p> }
            .into_any()
    } else {
        let happens = match rate.supersedes {
            Some(_) => {
                "From the approval on it is used in place of the rate that it supersedes. What was booked before stays as it is."
            }
            None => "From the approval on it is used. It is never changed afterwards, only superseded.",
        };
        view! {
            <p>{happens}</p>
            <form method="post" action="/api/approve_rates">
                <HiddenInput name="submission" value=keys.0/>
                <HiddenInput name="rates" value=rate.id.to_string()/>
                <div class="form-actions"><SubmitButton text="Approve the rate"/></div>
            </form>
        }
        .into_any()
    };
    let words = if rate.own { "Take the rate back" } else { "Reject the rate" };
    let content = view! {
        <div class="stack">
            {approve}
            <form class="form" method="post" action="/api/reject_rate">
                <HiddenInput name="submission" value=keys.1/>
                <HiddenInput name="rate" value=rate.id.to_string()/>
                <Field name="reason" label="Reason" state=state.clone() hint="Why the rate is not to be used; it stays on record"/>
                <div class="form-actions"><SubmitButton text=words quiet=true/></div>
            </form>
        </div>
    };
    Some(view! { <Section title="Decision" id="decision">{content}</Section> }.into_any())
}
