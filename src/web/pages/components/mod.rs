//! Components, their phases and milestones, and what came of them.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod counting;
mod edit;
mod export;
mod form;
mod list;
mod milestone;
mod milestones;
mod parts;
mod parts_export;
mod ribbon;
mod show;
mod taken_back;

pub use api::{CHANGES, milestones::CHANGES as CHANGES_OF_MILESTONES};
pub(super) use ribbon::of_paid as ribbon_of_paid;

pub const ROUTES: &[Route] = &[
    ("/components", Rule::Needs(Action::SeeComponents), || get(list::page)),
    ("/components/new", Rule::Needs(Action::ManageGrants), || get(form::new_page)),
    ("/components/{code}", Rule::Needs(Action::SeeComponents), || get(show::page)),
    ("/components/{code}/edit", Rule::Needs(Action::ManageGrants), || get(edit::page)),
    ("/components/{code}/phases/{number}/edit", Rule::Needs(Action::ManageGrants), || get(edit::phase_page)),
    ("/components/{code}/milestones/{id}/edit", Rule::Needs(Action::ManageMilestones), || get(edit::milestone_page)),
    ("/components/{code}/milestones/{id}/progress", Rule::Needs(Action::ManageMilestones), || get(edit::progress_page)),
    ("/components/{code}/milestones/{id}/withdraw", Rule::Needs(Action::ManageMilestones), || {
        get(taken_back::withdraw_page)
    }),
    ("/components/{code}/milestones/{id}/unmeet", Rule::Needs(Action::ManageMilestones), || {
        get(taken_back::unmeet_page)
    }),
    ("/components/{code}/milestones/{id}/progress/{progress}/withdraw", Rule::Needs(Action::ManageMilestones), || {
        get(taken_back::progress_page)
    }),
    ("/components/{code}/phases/new", Rule::Needs(Action::ManageGrants), || get(form::phase_page)),
    ("/components/{code}/milestones/new", Rule::Needs(Action::ManageMilestones), || get(form::milestone_page)),
    ("/components/{code}/parts/new", Rule::Needs(Action::ManageGrants), || get(parts::new_page)),
    ("/components/{code}/parts.csv", Rule::Needs(Action::SeeComponents), || get(parts_export::file)),
    ("/components/{code}/parts.xlsx", Rule::Needs(Action::SeeComponents), || get(parts_export::file)),
    ("/components/{code}/parts/{id}/withdraw", Rule::Needs(Action::ManageGrants), || get(parts::withdraw_page)),
    ("/components/{code}/milestones/{id}", Rule::Needs(Action::ManageMilestones), || get(milestone::page)),
    ("/components.csv", Rule::Needs(Action::SeeComponents), || get(export::file)),
    ("/components.xlsx", Rule::Needs(Action::SeeComponents), || get(export::file)),
];
