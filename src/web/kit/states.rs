//! The states of the chain as tags, and sums per currency.

use domain::round::{LineState, RoundStatus};
use leptos::prelude::*;
use store::Totals;

use super::{
    figure::{Badge, BadgeTag, MoneyView},
    status::{StatusTag, Tone},
};

pub fn round_tag(status: RoundStatus) -> AnyView {
    let tone = match status {
        RoundStatus::Draft | RoundStatus::Published | RoundStatus::Cancelled => Tone::Idle,
        RoundStatus::Scheduled => Tone::Accent,
        RoundStatus::Dispatched | RoundStatus::Receiving => Tone::Warn,
        RoundStatus::Closed => Tone::Good,
    };
    view! { <StatusTag tone text=status.label()/> }.into_any()
}

/// As [`round_tag`] for an officer, who reads only of the agency's own lines: another agency may still be counting.
pub fn own_round_tag(status: RoundStatus) -> AnyView {
    match status {
        RoundStatus::Closed => view! { <StatusTag tone=Tone::Good text="Your part is closed"/> }.into_any(),
        status => round_tag(status),
    }
}

pub fn line_tag(state: LineState) -> AnyView {
    let tone = match state {
        LineState::Planned => Tone::Idle,
        LineState::Awaiting | LineState::PartlyAccepted | LineState::AcceptedWithRemarks => Tone::Warn,
        LineState::Accepted => Tone::Good,
        LineState::Refused => Tone::Bad,
    };
    view! { <StatusTag tone text=state.label()/> }.into_any()
}

/// One amount for each currency, never added; "–" when there is nothing.
pub fn totals(totals: &Totals) -> AnyView {
    if totals.0.is_empty() {
        return super::table::none();
    }
    let amounts: Vec<AnyView> = totals
        .0
        .iter()
        .map(|money| view! { <span class="total"><MoneyView money=*money/></span>" " }.into_any())
        .collect();
    amounts.into_any()
}

/// The same, marked when some of it is invented for demonstration.
pub fn amounts(sum: &Totals, illustrative: bool) -> AnyView {
    let mark =
        (illustrative && !sum.0.is_empty()).then(|| view! { " " <BadgeTag badge=Badge::Illustrative/> }.into_any());
    view! { {totals(sum)} {mark} }.into_any()
}
