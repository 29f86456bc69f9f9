//! Activities: when, where, for whom. People are counted, never named.

use axum::{http::Uri, response::Redirect, routing::get};
use domain::Action::{ManageActivities, SeeActivities};
use leptos::prelude::*;
use store::activities::Belongs;

use crate::{
    access::Rule::Needs,
    kit::{StatusTag, Tone, link},
    registry::Route,
};

mod api;
mod certificate;
mod details;
mod export;
mod follow_up;
mod form;
mod funding;
mod list;
mod participation;
mod sections;
mod share;
mod show;
mod state;

pub use api::CHANGES;
pub(super) use export::file;

pub const ROUTES: &[Route] = &[
    ("/activities", Needs(SeeActivities), || get(list::page)),
    ("/activities/new", Needs(ManageActivities), || get(form::new_page)),
    ("/activities/{code}", Needs(SeeActivities), || get(show::page)),
    ("/activities/{code}/edit", Needs(ManageActivities), || get(form::edit_page)),
    ("/activities/{code}/state", Needs(ManageActivities), || get(state::page)),
    ("/activities/{code}/details", Needs(ManageActivities), || get(details::page)),
    ("/activities/{code}/follow-up", Needs(ManageActivities), || get(follow_up::page)),
    ("/activities/{code}/funding", Needs(ManageActivities), || get(funding::page)),
    ("/activities/{code}/readers", Needs(ManageActivities), || get(share::page)),
    ("/activities/{code}/readers/{donor}", Needs(ManageActivities), || get(share::end_page)),
    ("/activities/{code}/certificate.pdf", Needs(ManageActivities), || get(certificate::file)),
    ("/activities.csv", Needs(SeeActivities), || get(export::file)),
    ("/activities.xlsx", Needs(SeeActivities), || get(export::file)),
    // What they were called: bookmarks, and links in documents that were sent, lead on for ever.
    ("/courses", Needs(SeeActivities), || get(moved)),
    ("/courses/{*rest}", Needs(SeeActivities), || get(moved)),
    ("/courses.csv", Needs(SeeActivities), || get(moved)),
    ("/courses.xlsx", Needs(SeeActivities), || get(moved)),
];

async fn moved(uri: Uri) -> Redirect {
    Redirect::permanent(&moved_to(uri.path_and_query().map_or("/courses", |address| address.as_str())))
}

fn moved_to(address: &str) -> String {
    address.replacen("/courses", "/activities", 1)
}

fn state_tag(state: domain::activity::ActivityState) -> AnyView {
    use domain::activity::ActivityState::{Cancelled, Held, Planned};
    let tone = match state {
        Planned => Tone::Accent,
        Held => Tone::Good,
        Cancelled => Tone::Idle,
    };
    view! { <StatusTag tone text=state.word()/> }.into_any()
}

/// Where on the page of its component it belongs.
fn belongs_address(belongs: &Belongs) -> String {
    match belongs.phase {
        Some((_, number)) => format!("/components/{}#phase-{number}", belongs.component),
        None => format!("/components/{}", belongs.component),
    }
}

/// Words alone for whoever reads no components.
fn belongs_link(belongs: &Belongs, reads_components: bool) -> AnyView {
    let address = reads_components.then(|| belongs_address(belongs));
    link(belongs.label(), address.as_deref())
}

#[cfg(test)]
mod tests {
    use super::moved_to;

    #[test]
    fn an_old_address_leads_on_with_its_code_and_its_filters() {
        assert_eq!(moved_to("/courses/C-2016-09/edit"), "/activities/C-2016-09/edit");
        assert_eq!(moved_to("/courses.csv?component=BLO"), "/activities.csv?component=BLO");
        assert_eq!(moved_to("/courses?q=/courses"), "/activities?q=/courses");
    }
}
