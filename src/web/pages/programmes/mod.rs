//! Programmes and their sub-programmes: what components belong to, and what was published about them as a whole.

use axum::routing::get;
use domain::{Action, Viewer};
use store::Tx;

use crate::{AppError, access::Rule, registry::Route};

mod api;
mod export;
mod form;
mod list;
mod show;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/programmes", Rule::Needs(Action::SeeComponents), || get(list::page)),
    ("/programmes/new", Rule::Needs(Action::ManageGrants), || get(form::new_page)),
    ("/programmes/{code}", Rule::Needs(Action::SeeComponents), || get(show::page)),
    ("/programmes/{code}/edit", Rule::Needs(Action::ManageGrants), || get(form::edit_page)),
    ("/programmes.csv", Rule::Needs(Action::SeeComponents), || get(export::file)),
    ("/programmes.xlsx", Rule::Needs(Action::SeeComponents), || get(export::file)),
];

/// For a form: each with the programme of which it is a part.
///
/// # Errors
/// The role sees no components.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>, AppError> {
    let choice = |row: store::programmes::ProgrammeRow| {
        let words = match &row.part_of {
            Some(whole) => format!("{whole} · {}", row.title),
            None => row.title.clone(),
        };
        (row.code, words)
    };
    Ok(store::programmes::list(tx, viewer).await?.into_iter().map(choice).collect())
}
