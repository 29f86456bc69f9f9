//! Training courses: when, where, for whom. Participants are counted, never named.

use axum::routing::get;
use domain::Action;

use super::Route;
use crate::access::Rule;

pub mod api;
mod attendance;
mod form;
mod list;
mod show;

pub fn routes() -> Vec<Route> {
    vec![
        ("/courses", Rule::Needs(Action::SeeCourses), get(list::page)),
        ("/courses/new", Rule::Needs(Action::ManageCourses), get(form::new_page)),
        ("/courses/{code}", Rule::Needs(Action::SeeCourses), get(show::page)),
        ("/courses/{code}/edit", Rule::Needs(Action::ManageCourses), get(form::edit_page)),
    ]
}
