//! Agencies: who receives, and under which name a document of any day prints them.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod edit;
mod export;
mod form;
mod list;
mod mention;
mod received_export;
mod show;
mod twins;

pub(crate) use crate::country::country;
pub(crate) use mention::{agency_choices, agency_codes, agency_names, agency_options, countries};

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/agencies", Rule::Needs(Action::SeeAgencies), || get(list::page)),
    ("/agencies/new", Rule::Needs(Action::ManageGrants), || get(form::new_page)),
    ("/agencies/{code}", Rule::Needs(Action::SeeAgencies), || get(show::page)),
    ("/agencies/{code}/edit", Rule::Needs(Action::ManageGrants), || get(edit::page)),
    ("/agencies/{code}/rename", Rule::Needs(Action::ManageGrants), || get(form::rename_page)),
    ("/agencies/{code}/merge", Rule::Needs(Action::ManageGrants), || get(twins::merge_page)),
    ("/agencies/{code}/twins/{twin}", Rule::Needs(Action::ManageGrants), || get(twins::part_page)),
    ("/agencies/{code}/rounds.csv", Rule::Needs(Action::SeeAgencies), || get(received_export::file)),
    ("/agencies/{code}/rounds.xlsx", Rule::Needs(Action::SeeAgencies), || get(received_export::file)),
    ("/agencies.csv", Rule::Needs(Action::SeeAgencies), || get(export::file)),
    ("/agencies.xlsx", Rule::Needs(Action::SeeAgencies), || get(export::file)),
];
