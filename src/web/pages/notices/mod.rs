//! Notices: what waits for the person who reads them.

mod api;
mod list;

use axum::routing::get;
use domain::Action::SeeNotices;

use super::Route;
use crate::access::Rule::Needs;

pub fn routes() -> Vec<Route> {
    vec![("/notices", Needs(SeeNotices), get(list::page))]
}
