//! Handover rounds: list, one round, its form, its lines, its steps.

mod api;
mod chain;
mod export;
mod form;
mod known;
mod labels;
mod line;
mod lines_export;
mod list;
mod show;
mod steps;

use axum::routing::get;
use domain::Action::{ManageRounds, SeeRounds};

use crate::{access::Rule::Needs, registry::Route};

pub use api::CHANGES;
pub(super) use export::file;

pub const ROUTES: &[Route] = &[
    ("/rounds", Needs(SeeRounds), || get(list::page)),
    ("/rounds.csv", Needs(SeeRounds), || get(export::file)),
    ("/rounds.xlsx", Needs(SeeRounds), || get(export::file)),
    ("/rounds/new", Needs(ManageRounds), || get(form::new)),
    ("/rounds/known/new", Needs(ManageRounds), || get(known::page)),
    ("/rounds/{code}", Needs(SeeRounds), || get(show::page)),
    ("/rounds/{code}/labels", Needs(SeeRounds), || get(labels::page)),
    ("/rounds/{code}/edit", Needs(ManageRounds), || get(form::edit)),
    ("/rounds/{code}/lines/new", Needs(ManageRounds), || get(line::new)),
    ("/rounds/{code}/lines/{line}", Needs(ManageRounds), || get(line::edit)),
    ("/rounds/{code}/dispatch", Needs(ManageRounds), || get(steps::dispatch)),
    ("/rounds/{code}/cancel", Needs(ManageRounds), || get(steps::cancel)),
    ("/rounds/{code}/lines.csv", Needs(SeeRounds), || get(lines_export::file)),
    ("/rounds/{code}/lines.xlsx", Needs(SeeRounds), || get(lines_export::file)),
];
