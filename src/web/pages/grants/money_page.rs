//! `/grants/{code}/money`: what came in and what became of it, and what was published of it.

use axum::extract::Path;
use domain::Action;
use leptos::prelude::*;
use store::quotes::Subject;

use super::{
    frame::{Asked, Part},
    instalments, money,
};
use crate::{
    Cx,
    cx::PageResult,
    kit::terms,
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
    let now = about.asked.as_of.is_now();
    let promised = if now { store::grants::instalments(&mut tx, viewer, &grant.row.code).await? } else { Vec::new() };
    let (may_record, today) = (viewer.role.may(Action::ManageGrants), cx.today());
    about.page(&cx, Part::Money, || {
        // Held against each other by those who can mend it: a donor reads each figure with its source.
        let held = viewer.sees_everything().then(|| money::reconciliation(grant, &statement));
        // What is agreed is of today.
        let row = &grant.row;
        let promised = now.then(|| instalments::section(&row.code, row.ceiling, &promised, may_record, today));
        let promised = promised.flatten();
        view! { {money::sources_and_uses(&statement, &about.asked)} {promised} {published} {held} {terms(&["ceiling", "booked", "quoted", "indicative", "assumed", "commitment"])} }.into_any()
    })
}
