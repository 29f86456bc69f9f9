//! The budget of a grant: lines with revisions, and what is left of each.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod export;
mod form;
mod revise;
mod show;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/grants/{code}/budget", Rule::Needs(Action::SeeGrants), || get(show::page)),
    ("/grants/{code}/budget.csv", Rule::Needs(Action::SeeGrants), || get(export::file)),
    ("/grants/{code}/budget.xlsx", Rule::Needs(Action::SeeGrants), || get(export::file)),
    ("/grants/{code}/budget/new", Rule::Needs(Action::ManageMoney), || get(form::new)),
    ("/grants/{code}/budget/{line}/revise", Rule::Needs(Action::ManageMoney), || get(revise::page)),
];
