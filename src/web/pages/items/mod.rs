//! Items: every vehicle, device and counted lot, with the chain back to the grant that paid for it. Items come
//! into being as lines of a round; staff change who paid for them, and record that they were checked;
//! staff and the agency that has a vehicle record what its odometer shows.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod category;
mod chain;
mod correct;
mod export;
mod history;
mod label;
mod list;
mod odometer;
mod parts;
mod shares;
mod show;
mod upkeep;
mod verification;

pub use api::CHANGES;
pub(super) use export::file;
pub(crate) use label::{labels, lead};
pub(crate) use parts::{
    agency_view, full_name, item_cell, life_tag, life_words, round_view, sums, two_lines, unit_view, value_view,
};

pub const ROUTES: &[Route] = &[
    ("/items", Rule::Needs(Action::SeeItems), || get(list::page)),
    ("/items.csv", Rule::Needs(Action::SeeItems), || get(export::file)),
    ("/items.xlsx", Rule::Needs(Action::SeeItems), || get(export::file)),
    ("/items/{tag}", Rule::Needs(Action::SeeItems), || get(show::page)),
    ("/items/{tag}/correct", Rule::Needs(Action::ManageRounds), || get(correct::page)),
    ("/items/{tag}/category", Rule::Needs(Action::ManageRounds), || get(category::page)),
    ("/items/{tag}/label", Rule::Needs(Action::SeeItems), || get(label::page)),
    ("/items/{tag}/shares", Rule::Needs(Action::ManageMoney), || get(shares::page)),
    ("/items/{tag}/odometer/new", Rule::Needs(Action::ReadOdometers), || get(odometer::new)),
    ("/items/{tag}/upkeep", Rule::Needs(Action::SeeUpkeep), || get(upkeep::page)),
    ("/items/{tag}/papers/new", Rule::Needs(Action::KeepUp), || get(upkeep::new_paper)),
    ("/items/{tag}/papers/{id}/withdraw", Rule::Needs(Action::KeepUp), || get(upkeep::withdraw_paper)),
    ("/items/{tag}/works/new", Rule::Needs(Action::KeepUp), || get(upkeep::new_work)),
    ("/items/{tag}/works/{id}/withdraw", Rule::Needs(Action::KeepUp), || get(upkeep::withdraw_work)),
    ("/items/{tag}/verifications/new", Rule::Needs(Action::VerifyItems), || get(verification::new)),
];
