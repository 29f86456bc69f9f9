//! Handover and acceptance acts: the terms of a round, its acts, their versions and files, and the public check of a paper.

use axum::routing::get;
use domain::Action::{ManageActs, SeeActs};

use super::Route;
use crate::access::Rule::Needs;

mod api;
mod list;
mod mention;
mod prepare;
mod sheet;
mod show;
mod terms;
mod terms_form;

pub(crate) use mention::mention;
pub(crate) use sheet::view as sheet_view;

pub fn routes() -> Vec<Route> {
    vec![
        ("/acts", Needs(SeeActs), get(list::page)),
        ("/acts/{number}", Needs(SeeActs), get(show::page)),
        ("/rounds/{code}/terms", Needs(ManageActs), get(terms::page)),
        ("/rounds/{code}/acts/{agency}", Needs(ManageActs), get(prepare::page)),
    ]
}
