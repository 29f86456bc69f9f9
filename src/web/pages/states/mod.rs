//! `/grants/{code}/states`: what was released of a grant to its donors, and the way to release the next state.

use axum::{
    extract::{Path, RawQuery},
    routing::get,
};
use domain::Action::{ManageGrants, SeeGrants};
use store::grants::publication;

use crate::{
    AppError, Cx,
    access::Rule::Needs,
    cx::PageResult,
    registry::Route,
    released::{self, Told},
};

mod api;
mod list;
mod publish;

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/grants/{code}/states", Needs(SeeGrants), || get(list::page)),
    ("/grants/{code}/states/{number}", Needs(SeeGrants), || get(first)),
    ("/grants/{code}/states/{number}/{*page}", Needs(SeeGrants), || get(below)),
    ("/grants/{code}/publish", Needs(ManageGrants), || get(publish::page)),
    ("/grants/{code}/live", Needs(ManageGrants), || get(publish::live)),
];

async fn first(cx: Cx, RawQuery(query): RawQuery, Path((code, number)): Path<(String, i64)>) -> PageResult {
    page(cx, &code, number, "", query).await
}

async fn below(
    cx: Cx,
    RawQuery(query): RawQuery,
    Path((code, number, below)): Path<(String, i64, String)>,
) -> PageResult {
    page(cx, &code, number, &below, query).await
}

/// A page of a state, under an address that always leads to the same page. Staff of a grant of several donors read the first
/// one's, or `?donor=`.
async fn page(cx: Cx, code: &str, number: i64, below: &str, query: Option<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let donor = cx.query.get("donor").filter(|_| viewer.sees_everything());
    let query = query.filter(|query| !query.is_empty() && donor.is_none());
    let path = released::frozen_path(code, below, query.as_deref());
    let page = publication::page(&mut tx, viewer, code, number, &path, donor).await?;
    let states = publication::states(&mut tx, viewer, code).await?;
    let newest = states.first().map(|state| state.number);
    let state = states.into_iter().find(|state| state.number == number).ok_or(AppError::NotFound)?;
    drop(tx);
    let newer = newest != Some(number);
    let told = Told {
        grant: code.to_owned(),
        number,
        note: state.note,
        // What happened since is said of the newest alone.
        shows_changes: state.shows_changes && !newer,
        released_by: state.released_by,
        recorded_at: state.recorded_at,
        newer,
    };
    released::show(&cx, page, &told).await
}
