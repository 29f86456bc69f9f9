//! Officials: who signed, witnessed or spoke, with the post of that day.

use axum::routing::get;
use domain::Action::{ManageOfficials, SeeOfficials};

use crate::{access::Rule::Needs, registry::Route};

mod api;
mod appearance;
mod export;
mod form;
mod list;
mod named;
mod show;
mod twins;
mod withdraw;

pub(super) use appearance::{NAMES, POSTS, offers};
pub(super) use named::{named, withdrawn};

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/officials", Needs(SeeOfficials), || get(list::page)),
    ("/officials.csv", Needs(SeeOfficials), || get(export::file)),
    ("/officials.xlsx", Needs(SeeOfficials), || get(export::file)),
    ("/officials/new", Needs(ManageOfficials), || get(form::new_page)),
    ("/officials/{code}", Needs(SeeOfficials), || get(show::page)),
    ("/officials/{code}/edit", Needs(ManageOfficials), || get(form::edit_page)),
    ("/officials/{code}/merge", Needs(ManageOfficials), || get(twins::merge_page)),
    ("/officials/{code}/twins/{twin}", Needs(ManageOfficials), || get(twins::part_page)),
    ("/officials/{code}/posts/new", Needs(ManageOfficials), || get(appearance::of_official)),
    ("/grants/{code}/signed/new", Needs(ManageOfficials), || get(appearance::of_grant)),
    ("/rounds/{code}/guests/new", Needs(ManageOfficials), || get(appearance::of_round)),
    ("/appearances/{id}/edit", Needs(ManageOfficials), || get(appearance::edit)),
    ("/appearances/{id}/withdraw", Needs(ManageOfficials), || get(withdraw::page)),
];
