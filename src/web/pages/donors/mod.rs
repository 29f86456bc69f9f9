//! Donors: who gives, and what it became.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod form;
mod show;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/donors/new", Rule::Needs(Action::ManageGrants), || get(form::new)),
    ("/donors/{code}", Rule::Needs(Action::SeeGrants), || get(show::page)),
    ("/donors/{code}/edit", Rule::Needs(Action::ManageGrants), || get(form::edit)),
];
