//! Visits: planned inspections of what units have, what they expect, what was seen, and how they end.

use axum::routing::get;
use domain::Action::{ManageVisits, SeeVisits};

use crate::{access::Rule::Needs, registry::Route};

mod api;
mod close;
mod export;
mod form;
mod list;
mod look;
mod show;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/visits", Needs(SeeVisits), || get(list::page)),
    ("/visits.csv", Needs(SeeVisits), || get(export::file)),
    ("/visits.xlsx", Needs(SeeVisits), || get(export::file)),
    ("/visits/new", Needs(ManageVisits), || get(form::new_page)),
    ("/visits/{code}", Needs(SeeVisits), || get(show::page)),
    ("/visits/{code}/expected.csv", Needs(SeeVisits), || get(export::expected)),
    ("/visits/{code}/expected.xlsx", Needs(SeeVisits), || get(export::expected)),
    ("/visits/{code}/edit", Needs(ManageVisits), || get(form::edit_page)),
    ("/visits/{code}/look/{row}", Needs(ManageVisits), || get(look::page)),
    ("/visits/{code}/found", Needs(ManageVisits), || get(look::found_page)),
    ("/visits/{code}/close", Needs(ManageVisits), || get(close::page)),
    ("/visits/{code}/cancel", Needs(ManageVisits), || get(close::cancel_page)),
];
