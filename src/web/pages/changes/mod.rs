//! The audit chain: who did what to which record, when.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod export;
mod facts;
mod history;
mod list;
mod record;

pub(crate) use history::history;
pub(crate) use record::{names, sentence, who};

pub const ROUTES: &[Route] = &[
    ("/changes", Rule::Needs(Action::SeeChanges), || get(list::page)),
    ("/changes.csv", Rule::Needs(Action::SeeChanges), || get(export::file)),
    ("/changes.xlsx", Rule::Needs(Action::SeeChanges), || get(export::file)),
];
