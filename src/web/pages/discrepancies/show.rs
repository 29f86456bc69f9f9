//! `/discrepancies/{id}`

use axum::extract::Path;
use domain::{
    Action, PartialDate, Viewer,
    discrepancy::{EventKind, State},
};
use leptos::prelude::*;
use store::discrepancies::{self, DiscrepancyShow, EventRow};

use super::{end, forms, tag};
use crate::{Cx, cx::PageResult, kit::*, pages::receipts::photos};

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let shown = discrepancies::show(&mut tx, &viewer, cx.today(), &id).await?;
    let settles =
        viewer.role.may(Action::SettleDiscrepancies) && !matches!(shown.row.state, State::Settled | State::Superseded);
    let owners = if settles { discrepancies::owners(&mut tx, &viewer, &id).await? } else { Vec::new() };
    let form = cx.form(&mut tx, FormState::default()).await?;
    let keys = [cx.submission_key()?, cx.submission_key()?, cx.submission_key()?];
    let title = format!("{}: {} {}", shown.row.item, shown.row.quantity, shown.row.kind.word());
    cx.page(&title.clone(), move || {
        let row = &shown.row;
        let steps = vec![("Discrepancies".to_owned(), "/discrepancies".to_owned())];
        let [assign, settle, remark] = keys;
        let change = settles.then(|| {
            view! {
                <div class="grid-2">
                    {forms::assign(&shown, owners, assign, &form)}
                    {forms::settle(&shown.row, settle, &form)}
                </div>
            }
            .into_any()
        });
        let remarks = viewer.role.may(Action::RemarkOnDiscrepancies).then(|| forms::remark(&shown.row, remark, &form));
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Discrepancy" code=row.round_code.clone() title=title status=tag(row.state)/>
            <ChainStrip links=chain(&shown)/>
            <ErrorSummary state=form.clone()/>
            {corrected(row.superseded_by.as_ref())}
            {facts(&viewer, &shown)}
            {photos(&row.receipt, &row.item, &shown.photos).map(|photos| view! { <Section title="Photos" id="photos">{photos}</Section> }.into_any())}
            {change}
            {(!viewer.is_donor()).then(|| timeline(&shown))}
            {remarks}
        }
        .into_any()
    })
}

/// What was counted wrongly leads to what is right.
fn corrected(by: Option<&String>) -> Option<AnyView> {
    let href = format!("/receipts/{}", by?);
    Some(
        view! {
            <Notice tone=Tone::Warn title="The receipt that found it was corrected">
                <p>"What still differs stands with the corrected receipt. " <a href=href>"Open it"</a></p>
            </Notice>
        }
        .into_any(),
    )
}

fn chain(shown: &DiscrepancyShow) -> Vec<ChainLink> {
    let row = &shown.row;
    vec![
        ChainLink::to(row.round_code.clone(), format!("/rounds/{}", row.round_code)),
        ChainLink::to(format!("{} · {}", row.item, row.tag), format!("/items/{}", row.tag)),
        ChainLink::to(format!("counted {}", row.counted_on.words()), format!("/receipts/{}", row.receipt)),
        ChainLink::here(format!("{} {}", row.quantity, row.kind.word())),
        ChainLink::fact(end(row.state, row.settlement).unwrap_or(row.state.label()).to_owned()),
    ]
}

fn facts(viewer: &Viewer, shown: &DiscrepancyShow) -> AnyView {
    let row = &shown.row;
    let mut facts = vec![
        Fact::text("Quantity", quantity(row.quantity, &row.unit_of_measure)),
        Fact::text("Not settled", quantity(row.left, &row.unit_of_measure)),
        Fact::text("Agency", row.agency_name.clone()),
        Fact::link("Receipt", row.counted_on.words(), format!("/receipts/{}", row.receipt)),
    ];
    if !viewer.is_donor() {
        let due = row.due_on.map(|due| view! { <DateView date=Some(due.into())/> }.into_any());
        facts.extend(shown.serial_found.clone().map(|number| Fact::text("Number that stands on it", number)));
        facts.extend([
            Fact::text("Counted by", shown.officer.clone()),
            Fact::text("Remark of the officer", shown.remark.clone()),
            Fact::text("Owner", row.owner.clone()),
            Fact::view("Due", due),
            Fact::text("Settlement", end(row.state, row.settlement)),
        ]);
    }
    view! { <SummaryList facts/> }.into_any()
}

fn timeline(shown: &DiscrepancyShow) -> AnyView {
    let row = &shown.row;
    let opened = Happening::on(row.counted_on, format!("{} {}", row.quantity, row.kind.word()).into_any())
        .recorded(row.recorded_at)
        .who(shown.officer.clone())
        .tone(Tone::Warn);
    let events = shown.events.iter().rev().map(event);
    let entries = events.chain([opened]).collect();
    view! { <Section title="Timeline" id="timeline"><Timeline entries/></Section> }.into_any()
}

fn event(event: &EventRow) -> Happening {
    let date = |date: Option<PartialDate>| date.map(PartialDate::words).unwrap_or_default();
    let (title, tone) = match event.kind {
        EventKind::Assigned => {
            let owner = event.owner.as_deref().unwrap_or_default();
            (format!("{owner} looks after it until {}", date(event.due_on)).into_any(), Tone::Accent)
        }
        EventKind::Remark => ("Remark".into_any(), Tone::Idle),
        EventKind::CountedAgain => {
            let href = format!("/receipts/{}", event.receipt.as_deref().unwrap_or_default());
            let words = match event.quantity.unwrap_or_default() {
                0 => "Still short".to_owned(),
                found => format!("{found} no longer short"),
            };
            (view! { {words} ": "<a href=href>"a later receipt"</a> }.into_any(), Tone::Good)
        }
        EventKind::Settled => (end(State::Settled, event.settlement).unwrap_or("Settled").into_any(), Tone::Good),
    };
    let document = event.document.clone().map(|d| view! { <p>"Document: "{d}</p> }.into_any());
    let words = event.words.clone().map(|w| view! { <p>{w}</p> }.into_any());
    let note = (document.is_some() || words.is_some()).then(|| view! { {words} {document} }.into_any());
    let entry = match event.occurred_on {
        Some(day) => Happening::on(day, title).recorded(event.recorded_at),
        None => Happening::at(event.recorded_at, title),
    };
    entry.who(event.person.clone()).note(note).tone(tone)
}
