//! Units: the teams and offices that use the equipment.

use axum::routing::get;
use domain::{Action, unit::UnitRef};
use leptos::prelude::AnyView;

use crate::{access::Rule, kit::link, registry::Route};

mod api;
mod edit;
mod export;
mod form;
mod head;
mod inventory;
mod life;
mod list;
mod show;
mod twins;

pub use api::CHANGES;
pub(super) use list::short_table;

pub const ROUTES: &[Route] = &[
    ("/units", Rule::Needs(Action::SeeUnits), || get(list::page)),
    ("/units/new", Rule::Needs(Action::ManageGrants), || get(form::new_page)),
    ("/units/{code}", Rule::Needs(Action::SeeUnits), || get(show::page)),
    ("/units/{code}/edit", Rule::Needs(Action::ManageGrants), || get(edit::page)),
    ("/units/{code}/change", Rule::Needs(Action::ManageGrants), || get(edit::change_page)),
    ("/units/{code}/changes/{id}/withdraw", Rule::Needs(Action::ManageGrants), || get(edit::withdraw_page)),
    ("/units/{code}/merge", Rule::Needs(Action::ManageGrants), || get(twins::merge_page)),
    ("/units/{code}/twins/{twin}", Rule::Needs(Action::ManageGrants), || get(twins::part_page)),
    ("/units/{code}/inventory.csv", Rule::Needs(Action::SeeInventory), || get(inventory::file)),
    ("/units/{code}/inventory.xlsx", Rule::Needs(Action::SeeInventory), || get(inventory::file)),
    ("/units/{code}/head", Rule::Needs(Action::ChangeHeads), || get(head::page)),
    ("/units.csv", Rule::Needs(Action::SeeUnits), || get(export::file)),
    ("/units.xlsx", Rule::Needs(Action::SeeUnits), || get(export::file)),
];

/// A unit where it is mentioned; only words where the viewer may not know which one it is.
pub(crate) fn unit_link(unit: &UnitRef) -> AnyView {
    let address = unit.code.as_ref().map(|code| format!("/units/{code}"));
    link(unit.label.clone(), address.as_deref())
}
