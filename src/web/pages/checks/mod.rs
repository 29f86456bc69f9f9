//! Checks of things where they stand: what is overdue, what is due, and how much of what was paid for was seen.

use axum::routing::get;
use domain::Action::{ManageGrants, SeeItems};

use crate::{access::Rule::Needs, registry::Route};

mod api;
mod asked;
mod export;
mod list;

pub use api::CHANGES;
pub use list::seen;

pub const ROUTES: &[Route] = &[
    ("/checks", Needs(SeeItems), || get(list::page)),
    ("/checks.csv", Needs(SeeItems), || get(export::file)),
    ("/checks.xlsx", Needs(SeeItems), || get(export::file)),
    ("/checks.ics", Needs(SeeItems), || get(list::calendar)),
    ("/grants/{code}/checks", Needs(ManageGrants), || get(asked::page)),
];
