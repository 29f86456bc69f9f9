//! Words and cells that the pages of the ledger share.

use domain::{
    Money, PartialDate,
    ledger::{EventForm, EventKind, Standing},
};
use leptos::prelude::*;
use store::ledger::{EventRow, Pinned};

use crate::kit::*;

pub fn ledger(code: &str) -> String {
    format!("/grants/{code}/ledger")
}

pub fn event_href(code: &str, number: i64) -> String {
    format!("/grants/{code}/ledger/{number}")
}

/// `Grants › JP-2020 › Ledger`, as far as the page stands below them.
pub fn steps(code: &str, below: bool) -> Vec<(String, String)> {
    let mut steps = vec![("Grants".to_owned(), "/grants".to_owned()), (code.to_owned(), format!("/grants/{code}"))];
    steps.extend(below.then(|| ("Ledger".to_owned(), ledger(code))));
    steps
}

/// `receipt of ¥743,000,000`, `reversal of the receipt of ¥743,000,000`.
pub fn named(kind: EventKind, amount: Money, reverses: Option<i64>) -> String {
    if reverses.is_some() {
        let original = Money::new(-amount.minor, amount.currency);
        return format!("reversal of the {}", named(kind, original, None));
    }
    format!("{} of {amount}", noun(kind))
}

/// `receipt`, within a sentence.
pub fn noun(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Pledge => "pledge",
        EventKind::Ceiling => "ceiling",
        EventKind::CeilingRevision => "ceiling revision",
        EventKind::Receipt => "receipt",
        EventKind::Expenditure => "expenditure",
        EventKind::Commitment => "commitment",
        EventKind::Release => "release",
        EventKind::Psc => "programme support cost",
        EventKind::Levy => "levy",
        EventKind::Interest => "interest",
        EventKind::Revaluation => "revaluation",
        EventKind::Realised => "exchange difference",
        EventKind::Reprogramming => "reprogramming",
        EventKind::Refund => "refund",
    }
}

pub fn standing_tag(standing: Standing) -> AnyView {
    let tone = match standing {
        Standing::Provisional => Tone::Warn,
        Standing::Approved => Tone::Good,
        Standing::Rejected => Tone::Bad,
    };
    view! { <StatusTag tone text=standing.label()/> }.into_any()
}

/// US dollars at the pinned rate; a missing rate is unknown and not nothing, and one that follows from a published figure makes them
/// assumed.
pub fn booked(booked: Option<Money>, pinned: Option<&Pinned>) -> AnyView {
    let assumed = pinned.is_some_and(|pinned| pinned.source.is_assumed());
    match booked {
        Some(money) if assumed => {
            view! { <span><MoneyView money/> " " <BadgeTag badge=Badge::Assumed/></span> }.into_any()
        }
        Some(money) => view! { <MoneyView money/> }.into_any(),
        None => view! { <span class="muted">"unknown"</span> }.into_any(),
    }
}

/// `104.50 · UN operational rate · 1 Mar 2020`, or `… · stated in a document`.
pub fn rate_words(pinned: &Pinned) -> String {
    let from =
        pinned.effective_on.map_or_else(|| "stated in a document".to_owned(), |day| PartialDate::Day(day).words());
    format!("{} · {} · {from}", pinned.rate, pinned.source.label())
}

/// The kind, with a mark where one event takes another one back.
pub fn kind_cell(code: &str, event: &EventRow) -> AnyView {
    let mark = |words: &str, other: Option<i64>| {
        other.map(|number| {
            let name = link(format!("{code}/{number}"), Some(&event_href(code, number)));
            view! { <br/> <span class="muted">{format!("{words} ")} {name}</span> }.into_any()
        })
    };
    let (takes, taken) = (mark("reverses", event.reverses), mark("reversed by", event.reversed_by));
    view! { <span>{event.kind.label()} {takes} {taken}</span> }.into_any()
}

/// The names of the fields of the form of an event.
pub const FIELDS: [&str; 16] = [
    "kind",
    "amount",
    "currency",
    "direction",
    "value_date",
    "rate_source",
    "rate",
    "rate_note",
    "purpose",
    "donor",
    "phase",
    "budget_line",
    "from_budget_line",
    "external_ref",
    "document",
    "relates_to",
];

/// What was typed, as the rules read it.
pub fn as_typed(state: &FormState) -> EventForm {
    let typed = |name| state.value(name).unwrap_or_default().to_owned();
    EventForm {
        kind: typed("kind"),
        amount: typed("amount"),
        currency: typed("currency"),
        direction: typed("direction"),
        value_date: typed("value_date"),
        rate_source: typed("rate_source"),
        rate: typed("rate"),
        rate_note: typed("rate_note"),
        purpose: typed("purpose"),
        donor: typed("donor"),
        phase: typed("phase"),
        budget_line: typed("budget_line"),
        from_budget_line: typed("from_budget_line"),
        external_ref: typed("external_ref"),
        document: typed("document"),
        relates_to: typed("relates_to"),
        reason: typed("reason"),
        ..EventForm::default()
    }
}
