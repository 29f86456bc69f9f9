//! `/planned`: the handovers that staff announced to donors, and the same as a calendar file.

use axum::{extract::Path, response::Response, routing::get};
use domain::{
    Action::{ManageRounds, SeePlanned},
    PartialDate, Timestamp,
};
use leptos::prelude::*;
use store::rounds::Planned;

use crate::{
    Cx,
    access::Rule::{Needs, Public},
    calendar::{self, Event},
    cx::PageResult,
    kit::*,
    registry::Route,
};

mod api;
mod subscription;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/planned", Needs(SeePlanned), || get(page)),
    ("/planned.ics", Needs(SeePlanned), || get(file)),
    ("/calendar/{token}", Public, || get(subscription::file)),
    ("/rounds/{code}/announce", Needs(ManageRounds), || get(form)),
];

async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let planned = store::rounds::planned(&mut tx, viewer).await?;
    let made = store::calendar::made(&mut tx, viewer).await?;
    let keys = (cx.submission_key()?, cx.submission_key()?);
    cx.page("Planned handovers", move || {
        let any = !planned.is_empty();
        let calendar =
            any.then(|| view! { <ButtonLink href="/planned.ics" text="Download for a calendar (.ics)"/> }.into_any());
        let content = if any {
            let entries = planned.into_iter().map(entry).collect();
            view! { <Timeline entries/> }.into_any()
        } else {
            let yet = "When programme staff announce a handover, its day stands here.";
            view! { <EmptyState things="planned handovers" yet/> }.into_any()
        };
        view! { <PageHeader title="Planned handovers" actions=calendar/> {content} {subscription::section(made, keys)} }
            .into_any()
    })
}

fn entry(planned: Planned) -> Happening {
    let words = match planned.round {
        Some(code) => link(planned.words, Some(&format!("/rounds/{code}"))),
        None => planned.words.into_any(),
    };
    let told = view! { "announced " <InstantView at=Timestamp(planned.recorded_at)/> }.into_any();
    Happening::on(planned.day.0, words).note(Some(told))
}

async fn file(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let planned = store::rounds::planned(&mut tx, cx.viewer()?).await?;
    Ok(in_a_calendar(planned))
}

fn in_a_calendar(planned: Vec<Planned>) -> Response {
    let event = |one: Planned| Event {
        name: format!("announcement-{}", one.id),
        day: one.day.0.start(),
        words: one.words,
        recorded_at: one.recorded_at,
    };
    let events: Vec<Event> = planned.into_iter().map(event).collect();
    calendar::answer("Handovers", "attachment; filename=\"handovers.ics\"", &events)
}

/// `/rounds/{code}/announce`: what the embassies are told before the dispatch.
async fn form(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let round = store::rounds::front(&mut tx, viewer, &code).await?;
    let announced = store::rounds::announced(&mut tx, viewer, &code).await?;
    let day = announced.as_ref().map(|stands| stands.day.0).or(round.planned_on);
    let day = day.and_then(PartialDate::day).map(|day| PartialDate::Day(day).words()).unwrap_or_default();
    let words = announced.as_ref().map_or_else(|| "Handover of equipment".to_owned(), |stands| stands.words.clone());
    let state = cx.form(&mut tx, FormState::filled([("day", day), ("words", words)])).await?;
    let (key, other) = (cx.submission_key()?, cx.submission_key()?);
    cx.page("Tell the donors", move || {
        let back = format!("/rounds/{code}");
        let withdraw = announced.map(|_| {
            view! {
                <form class="form" method="post" action="/api/withdraw_announcement">
                    <HiddenInput name="submission" value=other/>
                    <HiddenInput name="round" value=code.clone()/>
                    <SubmitButton text="Take the announcement back" tone=Tone::Bad/>
                </form>
            }
            .into_any()
        });
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), back.clone())]/>
            <PageHeader kind="Round" code=code.clone() title="Tell the donors of the planned handover"/>
            <p>"The donors whose grants pay for something of it get a notice with the day, and find it in their calendar. They read \
                what you write here, and no lines, units or places before the dispatch."</p>
            <form class="form" method="post" action="/api/announce_handover" novalidate>
                <ErrorSummary state=state.clone()/>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="round" value=code.clone()/>
                <DateField name="day" label="Planned for" state=state.clone()/>
                <Field name="words" label="What they are told" state=state.clone() autocomplete="off"
                    hint="Without posts and units: “Handover of equipment to four agencies”"/>
                <FormActions cancel=back><SubmitButton text="Tell the donors"/></FormActions>
            </form>
            {withdraw}
        }
        .into_any()
    })
}
