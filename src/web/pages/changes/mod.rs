//! The audit chain: who did what to which record, when.

use axum::routing::get;
use domain::Action;

use super::Route;
use crate::access::Rule;

mod facts;
mod list;
pub mod record;

pub fn routes() -> Vec<Route> {
    vec![("/changes", Rule::Needs(Action::SeeChanges), get(list::page))]
}
