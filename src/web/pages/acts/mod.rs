//! Handover and acceptance acts: the terms of a round, its acts, their versions and files, and the public check of a paper.

use axum::routing::get;
use domain::Action::{ManageActs, SeeActs, SignActs};

use crate::{
    access::Rule::{Needs, Public},
    registry::Route,
};

mod api;
mod clauses;
mod export;
mod list;
mod mandate;
mod mention;
mod pdf;
mod prepare;
mod sheet;
mod show;
mod terms;
mod terms_form;
mod verify;
mod words;

pub(crate) use mention::{mention, on_acts};
pub(crate) use pdf::set as pdf_of;
pub(crate) use sheet::{asked_language, languages, view as sheet_view};

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/acts", Needs(SeeActs), || get(list::page)),
    ("/acts/clauses", Needs(ManageActs), || get(clauses::page)),
    ("/acts/{number}", Needs(SeeActs), || get(show::page)),
    ("/acts/{number}/{version}/pdf", Needs(SeeActs), || get(pdf::file)),
    ("/verify/{code}", Public, || get(verify::page)),
    ("/rounds/{code}/terms", Needs(ManageActs), || get(terms::page)),
    ("/rounds/{code}/mandates/{agency}", Needs(SignActs), || get(mandate::page)),
    ("/mandates/{id}/{page}", Needs(SignActs), || get(mandate::download)),
    ("/rounds/{code}/acts/{agency}/words", Needs(ManageActs), || get(words::page)),
    ("/rounds/{code}/acts/{agency}", Needs(ManageActs), || get(prepare::page)),
    ("/acts.csv", Needs(SeeActs), || get(export::file)),
    ("/acts.xlsx", Needs(SeeActs), || get(export::file)),
];
