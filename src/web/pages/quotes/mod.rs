//! Published figures: a number, a mass or money about one thing, as printed; shown on its page beside what the portal itself counts.

use axum::routing::get;
use domain::{
    Action::{ManageGrants, SeeComponents},
    quote::Subject,
};

use crate::{access::Rule::Needs, registry::Route};

mod api;
mod export;
mod form;
mod list;
mod section;
mod withdraw;

pub use api::CHANGES;
pub use section::{Offer, of_components, section};

pub const ROUTES: &[Route] = &[
    ("/totals", Needs(SeeComponents), || get(list::page)),
    ("/totals.csv", Needs(SeeComponents), || get(export::file)),
    ("/totals.xlsx", Needs(SeeComponents), || get(export::file)),
    ("/quotes/new", Needs(ManageGrants), || get(form::new_page)),
    ("/quotes/{id}/edit", Needs(ManageGrants), || get(form::edit_page)),
    ("/quotes/{id}/withdraw", Needs(ManageGrants), || get(withdraw::page)),
];

/// The list in which it stands: its address, and what people call it.
fn kind(about: &Subject) -> (&'static str, &'static str) {
    match about {
        Subject::Programme(_) => ("/programmes", "Programmes"),
        Subject::Component(_) => ("/components", "Components"),
        Subject::Unit(_) => ("/units", "Units"),
        Subject::Round(_) => ("/rounds", "Rounds"),
        Subject::Grant(_) => ("/grants", "Grants"),
        Subject::Activity(_) => ("/activities", "Activities"),
        Subject::Agency(_) => ("/agencies", "Agencies"),
        Subject::Donor(_) => ("/donors", "Donors"),
    }
}

/// Where the figures about it stand.
pub fn address(about: &Subject) -> String {
    match about {
        Subject::Grant(code) => format!("/grants/{code}/money#published"),
        _ => format!("{}/{}#published", kind(about).0, about.code()),
    }
}
