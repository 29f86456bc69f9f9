//! `/grants/{code}/money`: what came in and what became of it, and what was published of it.

use axum::extract::Path;
use leptos::prelude::*;
use store::quotes::Subject;

use super::{
    frame::{Asked, Part},
    money,
};
use crate::{
    Cx,
    cx::PageResult,
    pages::quotes::{self, Offer},
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let about = Asked::read(&cx, &mut tx, &code).await?;
    if let Some(page) = about.before(&cx, &mut tx).await? {
        return Ok(page);
    }
    let grant = &about.grant;
    let statement = store::statements::statement(&mut tx, viewer, &code, about.asked.as_of).await?;
    let subject = Subject::Grant(grant.row.code.clone());
    let published = quotes::section(&mut tx, viewer, &subject, &grant.quotes, Offer::Always).await?;
    about.page(&cx, Part::Money, || {
        // Held against each other by those who can mend it: a donor reads each figure with its source.
        let held = viewer.sees_everything().then(|| money::reconciliation(grant, &statement));
        view! { {money::sources_and_uses(&statement, &about.asked)} {published} {held} }.into_any()
    })
}
