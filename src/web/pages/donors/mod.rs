//! Donors: who gives. They have no page of their own; their grants do.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod form;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/donors/new", Rule::Needs(Action::ManageGrants), || get(form::new)),
    ("/donors/{code}/edit", Rule::Needs(Action::ManageGrants), || get(form::edit)),
];
