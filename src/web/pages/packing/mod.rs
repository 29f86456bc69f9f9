//! The packing list of a round: read from a file or pasted, mended row by row, then imported whole.

mod api;
mod list;
mod meaning;
mod row;
mod start;

use axum::{extract::Path, routing::get};
use domain::{Action::ManageRounds, handover::round::Deed::Stage};
use store::rounds::{self, RoundShow};

use crate::{Cx, access::Rule::Needs, cx::PageResult, kit::*, registry::Route};

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/rounds/{code}/packing", Needs(ManageRounds), || get(page)),
    ("/rounds/{code}/packing/{row}", Needs(ManageRounds), || get(row::page)),
];

/// The list that is staged, or the two ways to bring one.
async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, &viewer, &code).await?;
    let staged = store::packing::find(&mut tx, &viewer, &code).await?;
    if staged.is_none() {
        round.check(Stage)?;
    }
    let state = cx.form(&mut tx, FormState::default()).await?;
    match staged {
        Some(staged) => {
            let choices = meaning::choices(&mut tx, &viewer).await?;
            list::page(&cx, &round, staged, choices, state)
        }
        None => start::page(&cx, &round, state),
    }
}

fn steps(round: &RoundShow) -> Vec<(String, String)> {
    vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), format!("/rounds/{}", round.code))]
}
