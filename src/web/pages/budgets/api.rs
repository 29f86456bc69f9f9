//! Every change of a budget. Staff only: see `crate::access::FUNCTIONS`.

use domain::{
    Action::ManageMoney,
    budget::{BudgetLineForm, NewBudgetLine, NewRevision, RevisionForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] =
    &[Change::of::<CreateBudgetLine>(Needs(ManageMoney)), Change::of::<ReviseBudgetLine>(Needs(ManageMoney))];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Line {
    submission: String,
    grant: String,
    code: String,
    title: String,
    phase: String,
    amount: String,
    effective_on: String,
    document: String,
}

/// Adds a line with its original budget.
#[server(prefix = "/api", endpoint = "create_budget_line", custom = Posted)]
pub async fn create_budget_line(form: Line) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let typed = BudgetLineForm {
                code: &form.code,
                title: &form.title,
                phase: &form.phase,
                amount: &form.amount,
                effective_on: &form.effective_on,
                document: &form.document,
            };
            let new = NewBudgetLine::parse(&typed, at.day())?;
            store::budgets::create(tx, viewer, at, &form.grant, &new).await?;
            let words = format!("Budget line {} recorded with {}.", new.code, new.amount);
            Ok(Done::at(format!("/grants/{}/budget", form.grant)).saying(words))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Revision {
    submission: String,
    grant: String,
    line: String,
    /// What the form has shown.
    version: String,
    amount: String,
    effective_on: String,
    reason: String,
    document: String,
}

/// Gives a line another budget.
#[server(prefix = "/api", endpoint = "revise_budget_line", custom = Posted)]
pub async fn revise_budget_line(form: Revision) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let typed = RevisionForm {
                amount: &form.amount,
                effective_on: &form.effective_on,
                reason: &form.reason,
                document: &form.document,
            };
            let new = NewRevision::parse(&typed, at.day())?;
            let now = store::budgets::revise(tx, viewer, at, &form.grant, &form.line, version, &new).await?;
            let words = format!("Budget line {} revised to {}: version {now}.", form.line, new.amount);
            Ok(Done::at(format!("/grants/{}/budget", form.grant)).saying(words))
        })
    })
    .await
}
