//! Grants: what a donor gave, and the way from there to every signed receipt.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod agreement;
mod allocation;
mod api;
mod bought;
mod bought_export;
mod cells;
mod closing;
mod export;
mod figures;
mod form;
mod frame;
mod funnel;
mod history;
mod instalments;
mod items;
mod list;
mod money;
mod money_page;
mod owner;
mod parts;
mod show;
mod statement;

pub(super) use funnel::{Beside, funnel};
pub(super) use parts::{amount_fields, currencies, source_code, source_fields, sources};
pub(super) use statement::xlsx as statement_xlsx;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/grants", Rule::Needs(Action::SeeGrants), || get(list::page)),
    ("/grants.csv", Rule::Needs(Action::SeeGrants), || get(export::file)),
    ("/grants.xlsx", Rule::Needs(Action::SeeGrants), || get(export::file)),
    ("/grants/new", Rule::Needs(Action::ManageGrants), || get(form::new)),
    ("/grants/{code}", Rule::Needs(Action::SeeGrants), || get(show::page)),
    ("/grants/{code}/money", Rule::Needs(Action::SeeGrants), || get(money_page::page)),
    ("/grants/{code}/items", Rule::Needs(Action::SeeGrants), || get(items::page)),
    ("/grants/{code}/agreement", Rule::Needs(Action::SeeGrants), || get(agreement::page)),
    ("/grants/{code}/history", Rule::Needs(Action::SeeChanges), || get(history::page)),
    ("/grants/{code}/statement", Rule::Needs(Action::SeeGrants), || get(statement::page)),
    ("/grants/{code}/statement.csv", Rule::Needs(Action::SeeGrants), || get(statement::csv)),
    ("/grants/{code}/statement.xlsx", Rule::Needs(Action::SeeGrants), || get(statement::xlsx)),
    ("/grants/{code}/edit", Rule::Needs(Action::ManageGrants), || get(form::edit)),
    ("/grants/{code}/owner", Rule::Needs(Action::ManageGrants), || get(owner::page)),
    ("/grants/{code}/allocations/new", Rule::Needs(Action::ManageGrants), || get(allocation::new)),
    ("/grants/{code}/allocations/{id}/withdraw", Rule::Needs(Action::ManageGrants), || get(allocation::withdraw)),
    ("/grants/{code}/instalments/new", Rule::Needs(Action::ManageGrants), || get(instalments::new_page)),
    ("/grants/{code}/instalments/{number}/edit", Rule::Needs(Action::ManageGrants), || get(instalments::edit_page)),
    ("/grants/{code}/instalments/{number}/withdraw", Rule::Needs(Action::ManageGrants), || {
        get(instalments::withdraw_page)
    }),
    ("/grants/{code}/bought.csv", Rule::Needs(Action::SeeGrants), || get(bought_export::file)),
    ("/grants/{code}/bought.xlsx", Rule::Needs(Action::SeeGrants), || get(bought_export::file)),
];
