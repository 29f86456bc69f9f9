//! Components, their phases and milestones, and what came of them.

use axum::routing::get;
use domain::Action;

use super::Route;
use crate::access::Rule;

pub mod api;
mod form;
mod list;
mod milestone;
mod milestones;
mod results;
mod show;

pub(crate) use results::seizure_table;

pub fn routes() -> Vec<Route> {
    vec![
        ("/components", Rule::Needs(Action::SeeComponents), get(list::page)),
        ("/components/new", Rule::Needs(Action::ManageGrants), get(form::new_page)),
        ("/components/{code}", Rule::Needs(Action::SeeComponents), get(show::page)),
        ("/components/{code}/phases/new", Rule::Needs(Action::ManageGrants), get(form::phase_page)),
        ("/components/{code}/milestones/new", Rule::Needs(Action::ManageMilestones), get(form::milestone_page)),
        ("/components/{code}/milestones/{id}", Rule::Needs(Action::ManageMilestones), get(milestone::page)),
    ]
}
