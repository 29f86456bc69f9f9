//! Questions: what a donor asks about a figure, and what staff answer.

use axum::routing::get;
use domain::Action::{AskQuestions, SeeQuestions};

use crate::{access::Rule::Needs, registry::Route};

mod api;
mod export;
mod form;
mod list;
mod show;

pub use api::CHANGES;
pub(super) use form::ask_link;

pub const ROUTES: &[Route] = &[
    ("/questions", Needs(SeeQuestions), || get(list::page)),
    ("/questions.csv", Needs(SeeQuestions), || get(export::file)),
    ("/questions.xlsx", Needs(SeeQuestions), || get(export::file)),
    ("/questions/new", Needs(AskQuestions), || get(form::page)),
    ("/questions/{id}", Needs(SeeQuestions), || get(show::page)),
];
