//! Notices: what waits for the person who reads them.

mod api;
mod export;
mod list;

use axum::routing::get;
use domain::Action::SeeNotices;

use crate::{access::Rule::Needs, registry::Route};

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/notices", Needs(SeeNotices), || get(list::page)),
    ("/notices.csv", Needs(SeeNotices), || get(export::file)),
    ("/notices.xlsx", Needs(SeeNotices), || get(export::file)),
];
