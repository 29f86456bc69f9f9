//! People who sign in: who has an account, and for what.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod close;
mod edit;
mod export;
mod form;
mod link;
mod list;
mod status;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/people", Rule::Needs(Action::ManagePeople), || get(list::page)),
    ("/people/new", Rule::Needs(Action::ManagePeople), || get(form::page)),
    ("/people/{id}/edit", Rule::Needs(Action::ManagePeople), || get(edit::page)),
    ("/people/{id}/close", Rule::Needs(Action::ManagePeople), || get(close::page)),
    ("/people.csv", Rule::Needs(Action::ManagePeople), || get(export::file)),
    ("/people.xlsx", Rule::Needs(Action::ManagePeople), || get(export::file)),
];
