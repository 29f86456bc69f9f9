//! Exchange rates: what was published, which one applies, who entered and who approved it.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod affected;
mod api;
mod entry;
mod export;
mod form;
mod history;
mod import;
mod list;
mod lookup;
mod parts;
mod preview;
mod waiting;

pub(crate) use waiting::section as waiting;

pub use api::CHANGES;
pub(crate) use parts::address;

pub const ROUTES: &[Route] = &[
    ("/rates", Rule::Needs(Action::SeeRates), || get(list::page)),
    ("/rates.csv", Rule::Needs(Action::SeeRates), || get(export::file)),
    ("/rates.xlsx", Rule::Needs(Action::SeeRates), || get(export::file)),
    ("/rates/new", Rule::Needs(Action::ManageMoney), || get(form::new)),
    ("/rates/import", Rule::Needs(Action::ManageMoney), || get(import::page)),
    ("/rates/import/preview", Rule::Needs(Action::ManageMoney), || get(preview::page)),
    ("/rates/entry/{id}", Rule::Needs(Action::SeeRates), || get(entry::page)),
    ("/rates/entry/{id}/supersede", Rule::Needs(Action::ManageMoney), || get(form::supersede)),
    ("/rates/{currency}", Rule::Needs(Action::SeeRates), || get(history::page)),
];
