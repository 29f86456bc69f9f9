//! The discrepancy ledger: what did not arrive whole, who looks after it, how it ended.

mod api;
mod export;
mod forms;
mod list;
mod mention;
mod show;

use axum::routing::get;
use domain::{
    Action::SeeDiscrepancies,
    discrepancy::{Settlement, State},
};
use leptos::prelude::*;
pub use mention::mention;

use crate::{
    access::Rule::Needs,
    kit::{StatusTag, Tone},
    registry::Route,
};

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/discrepancies", Needs(SeeDiscrepancies), || get(list::page)),
    ("/discrepancies.csv", Needs(SeeDiscrepancies), || get(export::file)),
    ("/discrepancies.xlsx", Needs(SeeDiscrepancies), || get(export::file)),
    ("/discrepancies/{id}", Needs(SeeDiscrepancies), || get(show::page)),
];

fn tag(state: State) -> AnyView {
    let tone = match state {
        State::Overdue => Tone::Bad,
        State::Open => Tone::Warn,
        State::Settled => Tone::Good,
        State::Superseded => Tone::Idle,
    };
    view! { <StatusTag tone text=state.label()/> }.into_any()
}

/// How it ended, for those who may read it: what was short and came later was settled by nobody.
fn end(state: State, settlement: Option<Settlement>) -> Option<&'static str> {
    match settlement {
        Some(settlement) => Some(settlement.label()),
        None if state == State::Settled => Some("Counted by a later receipt"),
        None => None,
    }
}
