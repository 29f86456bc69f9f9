//! Every change of a budget. Staff only.

use domain::{
    Action::ManageMoney,
    budget::{BudgetLineForm, NewBudgetLine, NewRevision, RevisionForm},
};
use leptos::prelude::server;

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] =
    &[Change::of::<CreateBudgetLine>(Needs(ManageMoney)), Change::of::<ReviseBudgetLine>(Needs(ManageMoney))];

/// Adds a line with its original budget.
#[server(prefix = "/api", endpoint = "create_budget_line", custom = Posted)]
pub async fn create_budget_line(form: BudgetLineForm) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewBudgetLine::parse(&form, at.day())?;
            store::budgets::create(tx, viewer, at, &form.grant, &new).await?;
            let words = format!("Budget line {} recorded with {}.", new.code, new.amount);
            Ok(Done::at(format!("/grants/{}/budget", form.grant)).saying(words))
        })
    })
    .await
}

/// Gives a line another budget.
#[server(prefix = "/api", endpoint = "revise_budget_line", custom = Posted)]
pub async fn revise_budget_line(form: RevisionForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewRevision::parse(&form, at.day())?;
            let now = store::budgets::revise(tx, viewer, at, &form.grant, &form.line, version, &new).await?;
            let words = format!("Budget line {} revised to {}: version {now}.", form.line, new.amount);
            Ok(Done::at(format!("/grants/{}/budget", form.grant)).saying(words))
        })
    })
    .await
}
