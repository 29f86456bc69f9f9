//! Custody: what happens to an item after its receipt. The forms stand under the item that they are about; what several
//! people decide waits on `/custody`.

mod answer;
mod api;
mod export;
mod list;
mod losses;
mod mention;
mod moves;
mod parts;
mod show;
mod title;
mod write_off;

use axum::routing::get;
use domain::Action;

use crate::{access::Rule::Needs, registry::Route};

pub use api::CHANGES;
pub(crate) use mention::{actions, happening, places, tile, title};

pub const ROUTES: &[Route] = &[
    ("/custody", Needs(Action::SeeMovements), || get(list::page)),
    ("/custody/{id}", Needs(Action::SeeMovements), || get(show::page)),
    ("/custody/missing/{id}", Needs(Action::ReportLosses), || get(answer::page)),
    ("/items/{tag}/reassign", Needs(Action::MoveItems), || get(moves::reassign)),
    ("/items/{tag}/return", Needs(Action::ReturnItems), || get(moves::give_back)),
    ("/items/{tag}/loss", Needs(Action::ReportLosses), || get(losses::lost)),
    ("/items/{tag}/found", Needs(Action::ReportLosses), || get(losses::found)),
    ("/items/{tag}/write-off", Needs(Action::WriteOffItems), || get(write_off::page)),
    ("/items/{tag}/title", Needs(Action::PassTitle), || get(title::page)),
    ("/custody.csv", Needs(Action::SeeMovements), || get(export::file)),
    ("/custody.xlsx", Needs(Action::SeeMovements), || get(export::file)),
];
