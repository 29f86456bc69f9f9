//! `/rounds/{code}/labels`: a sheet with the labels of everything in a round.

use axum::extract::Path;
use leptos::prelude::*;
use store::{list::Asked, rounds};

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::items::{labels, lead},
};

/// Labels of a page: a code takes three kilobytes.
const SHEET: usize = 40;

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, cx.viewer()?, &code).await?;
    let asked = Asked { most: Some(SHEET), ..cx.query.asked() };
    let listed = rounds::lines(&mut tx, cx.viewer()?, &code, &asked).await?;
    drop(tx);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    let sheet = labels(&cx, listed.rows.iter().map(|line| (line.tag.as_str(), line.name.as_str())))?;
    cx.page("Labels", move || {
        let steps = vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), format!("/rounds/{code}"))];
        let title = count_of(round.tally.lines, "label", "labels");
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Round" code=code.clone() title=title lead=lead()/>
            {sheet}
            <Pages query paging/>
        }
        .into_any()
    })
}
