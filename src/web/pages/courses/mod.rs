//! Training courses: when, where, for whom. Participants are counted, never named.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod attendance;
mod export;
mod form;
mod list;
mod show;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/courses", Rule::Needs(Action::SeeCourses), || get(list::page)),
    ("/courses/new", Rule::Needs(Action::ManageCourses), || get(form::new_page)),
    ("/courses/{code}", Rule::Needs(Action::SeeCourses), || get(show::page)),
    ("/courses/{code}/edit", Rule::Needs(Action::ManageCourses), || get(form::edit_page)),
    ("/courses.csv", Rule::Needs(Action::SeeCourses), || get(export::file)),
    ("/courses.xlsx", Rule::Needs(Action::SeeCourses), || get(export::file)),
];
