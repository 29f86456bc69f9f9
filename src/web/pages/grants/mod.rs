//! Grants: what a donor gave, and the way from there to every signed receipt.

use axum::routing::get;
use domain::Action;

use super::Route;
use crate::access::Rule;

mod api;
mod bought;
mod figures;
mod form;
mod list;
mod show;

pub fn routes() -> Vec<Route> {
    vec![
        ("/grants", Rule::Needs(Action::SeeGrants), get(list::page)),
        ("/grants/new", Rule::Needs(Action::ManageGrants), get(form::new)),
        ("/grants/{code}", Rule::Needs(Action::SeeGrants), get(show::page)),
        ("/grants/{code}/edit", Rule::Needs(Action::ManageGrants), get(form::edit)),
    ]
}
