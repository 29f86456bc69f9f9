//! Locked periods: who locked what and why, and opening one again for some hours by two people.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod decide;
mod export;
mod form;
mod list;
mod show;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/periods", Rule::Needs(Action::SeeChanges), || get(list::page)),
    ("/periods/new", Rule::Needs(Action::ManageMoney), || get(form::new)),
    ("/periods/{id}", Rule::Needs(Action::SeeChanges), || get(show::page)),
    ("/periods/{id}/reopenings/{reopening}", Rule::Needs(Action::ManageMoney), || get(decide::page)),
    ("/periods.csv", Rule::Needs(Action::SeeChanges), || get(export::file)),
    ("/periods.xlsx", Rule::Needs(Action::SeeChanges), || get(export::file)),
];
