//! Findings: what must be done about something that was found, by whom, until when.

use axum::routing::get;
use domain::Action::{ManageFindings, SeeFindings};

use crate::{access::Rule::Needs, registry::Route};

mod api;
mod export;
mod form;
mod list;
mod show;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/findings", Needs(SeeFindings), || get(list::page)),
    ("/findings.csv", Needs(SeeFindings), || get(export::file)),
    ("/findings.xlsx", Needs(SeeFindings), || get(export::file)),
    ("/findings/new", Needs(ManageFindings), || get(form::new_page)),
    ("/findings/{id}", Needs(SeeFindings), || get(show::page)),
    ("/findings/{id}/edit", Needs(ManageFindings), || get(form::edit_page)),
    ("/findings/{id}/close", Needs(ManageFindings), || get(show::close_page)),
];
