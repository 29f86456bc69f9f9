//! The outbox, for administrators: mail that waits, was sent, or was given up.

mod list;

use axum::routing::get;
use domain::Action::SeeOutbox;

use super::Route;
use crate::access::Rule::Needs;

pub fn routes() -> Vec<Route> {
    vec![("/outbox", Needs(SeeOutbox), get(list::page))]
}
