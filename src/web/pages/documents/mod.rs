//! Documents: what binds or explains, with what it applies to and who may read it.

use axum::routing::get;
use domain::Action::{ManageDocuments, SeeDocuments};

use crate::{access::Rule::Needs, registry::Route};

mod api;
mod cited;
mod export;
mod file;
mod form;
mod list;
mod show;
mod withdraw;

pub(super) use cited::{evidence, section};
pub(super) use file::again;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/documents", Needs(SeeDocuments), || get(list::page)),
    ("/documents.csv", Needs(SeeDocuments), || get(export::file)),
    ("/documents.xlsx", Needs(SeeDocuments), || get(export::file)),
    ("/documents/new", Needs(ManageDocuments), || get(form::new_page)),
    ("/documents/{code}", Needs(SeeDocuments), || get(show::page)),
    ("/documents/{code}/edit", Needs(ManageDocuments), || get(form::edit_page)),
    ("/documents/{code}/file", Needs(ManageDocuments), || get(file::replace)),
    ("/documents/{code}/withdraw", Needs(ManageDocuments), || get(withdraw::page)),
    ("/documents/{code}/files/{edition}/{number}", Needs(SeeDocuments), || get(file::download)),
];
