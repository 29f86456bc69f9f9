//! Published figures: a number, a mass or money about one thing, as printed; shown on its page beside what the portal itself counts.

use axum::routing::get;
use domain::{
    Action::{self, ManageGrants, SeeTotals},
    Viewer,
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
    ("/totals", Needs(SeeTotals), || get(list::page)),
    ("/totals.csv", Needs(SeeTotals), || get(export::file)),
    ("/totals.xlsx", Needs(SeeTotals), || get(export::file)),
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

/// The same where the viewer has that page: a coordinator reads what was published of a component that has none for it.
pub fn address_for(viewer: &Viewer, about: &Subject) -> Option<String> {
    let action = match about {
        Subject::Programme(_) | Subject::Component(_) => Action::SeeComponents,
        Subject::Unit(_) => Action::SeeUnits,
        Subject::Round(_) => Action::SeeRounds,
        Subject::Grant(_) | Subject::Donor(_) => Action::SeeGrants,
        Subject::Activity(_) => Action::SeeActivities,
        Subject::Agency(_) => Action::SeeAgencies,
    };
    viewer.may(action).is_ok().then(|| address(about))
}
