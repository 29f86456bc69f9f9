//! The outbox, for administrators: mail that waits, was sent, or was given up.

mod export;
mod list;

use axum::routing::get;
use domain::Action::SeeOutbox;

use crate::{access::Rule::Needs, registry::Route};

pub const ROUTES: &[Route] = &[
    ("/outbox", Needs(SeeOutbox), || get(list::page)),
    ("/outbox.csv", Needs(SeeOutbox), || get(export::file)),
    ("/outbox.xlsx", Needs(SeeOutbox), || get(export::file)),
];
