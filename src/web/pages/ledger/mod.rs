//! The ledger of a grant: what two people post and approve, and what the donor reads of it.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod check;
mod decide;
mod export;
mod form;
mod list;
mod parts;
mod show;
mod sums;
mod waiting;
mod waiting_export;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/grants/{code}/ledger", Rule::Needs(Action::SeeGrants), || get(list::page)),
    ("/grants/{code}/ledger.csv", Rule::Needs(Action::SeeGrants), || get(export::file)),
    ("/grants/{code}/ledger.xlsx", Rule::Needs(Action::SeeGrants), || get(export::file)),
    ("/grants/{code}/ledger/new", Rule::Needs(Action::ManageMoney), || get(form::new)),
    ("/grants/{code}/ledger/check", Rule::Needs(Action::ManageMoney), || get(check::page)),
    ("/grants/{code}/ledger/{number}", Rule::Needs(Action::SeeGrants), || get(show::page)),
    ("/grants/{code}/ledger/{number}/approve", Rule::Needs(Action::ManageMoney), || get(decide::approve)),
    ("/grants/{code}/ledger/{number}/reject", Rule::Needs(Action::ManageMoney), || get(decide::reject)),
    ("/grants/{code}/ledger/{number}/reverse", Rule::Needs(Action::ManageMoney), || get(decide::reverse)),
    ("/ledger/waiting", Rule::Needs(Action::ManageMoney), || get(waiting::page)),
    ("/ledger/waiting.csv", Rule::Needs(Action::ManageMoney), || get(waiting_export::file)),
    ("/ledger/waiting.xlsx", Rule::Needs(Action::ManageMoney), || get(waiting_export::file)),
];
