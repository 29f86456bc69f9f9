//! Published figures: a number, a mass or money about one thing, as printed; shown on its page beside what the portal itself counts.

use axum::routing::get;
use domain::{Action::ManageGrants, quote::Subject};

use crate::{access::Rule::Needs, registry::Route};

mod api;
mod form;
mod section;
mod withdraw;

pub use api::CHANGES;
pub use section::{Offer, of_components, section};

pub const ROUTES: &[Route] = &[
    ("/quotes/new", Needs(ManageGrants), || get(form::new_page)),
    ("/quotes/{id}/edit", Needs(ManageGrants), || get(form::edit_page)),
    ("/quotes/{id}/withdraw", Needs(ManageGrants), || get(withdraw::page)),
];

/// The list in which it stands: its address, and what people call it.
fn list(about: &Subject) -> (&'static str, &'static str) {
    match about {
        Subject::Programme(_) | Subject::Component(_) => ("/components", "Components"),
        Subject::Unit(_) => ("/units", "Units"),
        Subject::Round(_) => ("/rounds", "Rounds"),
        Subject::Grant(_) => ("/grants", "Grants"),
        Subject::Activity(_) => ("/activities", "Activities"),
    }
}

/// Where the figures about it stand. A programme has no page of its own: the list of its components has them.
fn address(about: &Subject) -> String {
    match about {
        Subject::Programme(_) => "/components#published".to_owned(),
        Subject::Grant(code) => format!("/grants/{code}/money#published"),
        _ => format!("{}/{}#published", list(about).0, about.code()),
    }
}
