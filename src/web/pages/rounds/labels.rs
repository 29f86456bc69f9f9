//! `/rounds/{code}/labels`: a sheet with the labels of everything in a round.

use axum::extract::Path;
use leptos::prelude::*;
use store::rounds;

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::items::{labels, lead},
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let round = rounds::show(&mut tx, cx.viewer()?, &code).await?;
    let sheet = labels(&cx, round.lines.iter().map(|line| (line.tag.as_str(), line.name.as_str())))?;
    cx.page("Labels", move || {
        let steps = vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), format!("/rounds/{code}"))];
        let title = count_of(round.lines.len() as i64, "label", "labels");
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Round" code=code.clone() title=title lead=lead()/>
            {sheet}
        }
        .into_any()
    })
}
