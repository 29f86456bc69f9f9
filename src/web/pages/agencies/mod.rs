//! Agencies: who receives, and under which name a document of any day prints them.

use axum::routing::get;
use domain::Action;

use super::Route;
use crate::access::Rule;

mod list;
mod mention;

pub(crate) use mention::{agency_codes, agency_names, countries, country};

pub fn routes() -> Vec<Route> {
    vec![("/agencies", Rule::Needs(Action::SeeAgencies), get(list::page))]
}
