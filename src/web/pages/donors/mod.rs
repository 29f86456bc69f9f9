//! Donors: who gives. They have no page of their own; their grants do.

use axum::routing::get;
use domain::Action;

use super::Route;
use crate::access::Rule;

mod api;
mod form;

pub fn routes() -> Vec<Route> {
    vec![("/donors/new", Rule::Needs(Action::ManageGrants), get(form::new))]
}
