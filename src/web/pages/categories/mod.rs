//! Categories: what kinds of things there are, and which number each must have. Staff read and edit them.

use axum::routing::get;
use domain::{Action, Viewer};
use store::Tx;

use crate::{AppError, access::Rule, registry::Route};

mod api;
mod export;
mod form;
mod list;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/categories", Rule::Needs(Action::ManageRounds), || get(list::page)),
    ("/categories/new", Rule::Needs(Action::ManageRounds), || get(form::new_page)),
    ("/categories/{code}/edit", Rule::Needs(Action::ManageRounds), || get(form::edit_page)),
    ("/categories.csv", Rule::Needs(Action::ManageRounds), || get(export::file)),
    ("/categories.xlsx", Rule::Needs(Action::ManageRounds), || get(export::file)),
];

/// For a form, as they stand in the tree: the code, and the name behind those of the wider ones.
pub(super) async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>, AppError> {
    let rows = store::categories::list(tx, viewer).await?;
    let mut above: Vec<String> = Vec::new();
    let choice = |row: store::categories::CategoryRow| {
        above.truncate(row.depth);
        above.push(row.name);
        (row.code, above.join(" · "))
    };
    Ok(rows.into_iter().map(choice).collect())
}
