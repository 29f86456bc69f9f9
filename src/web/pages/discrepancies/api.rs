//! What can be changed of a discrepancy: its owner and due date, a remark, its end.

use domain::{
    Action::{RemarkOnDiscrepancies, SettleDiscrepancies},
    discrepancy::{NewAssignment, NewSettlement, SettlementForm, parse_remark},
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
pub const CHANGES: &[Change] = &[
    Change::of::<AssignDiscrepancy>(Needs(SettleDiscrepancies)),
    Change::of::<RemarkOnDiscrepancy>(Needs(RemarkOnDiscrepancies)),
    Change::of::<SettleDiscrepancy>(Needs(SettleDiscrepancies)),
];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Assignment {
    submission: String,
    discrepancy: String,
    assignee: String,
    due_on: String,
    remark: String,
}

/// Names who looks after a discrepancy, and until when.
///
/// # Errors
/// Mistakes field by field; no such discrepancy; it is settled.
#[server(prefix = "/api", endpoint = "assign_discrepancy", custom = Posted)]
pub async fn assign_discrepancy(form: Assignment) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewAssignment::parse(&form.assignee, &form.due_on, &form.remark, at.day())?;
            store::discrepancies::assign(tx, viewer, at, &form.discrepancy, &new).await?;
            let due = domain::PartialDate::Day(new.due_on).words();
            Ok(Done::at(page(&form.discrepancy)).saying(format!("Owner named. Due on {due}.")))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Remark {
    submission: String,
    discrepancy: String,
    note: String,
}

/// Adds what was found out.
///
/// # Errors
/// Nothing was written; no such discrepancy.
#[server(prefix = "/api", endpoint = "remark_on_discrepancy", custom = Posted)]
pub async fn remark_on_discrepancy(form: Remark) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let words = parse_remark(&form.note)?;
            store::discrepancies::remark(tx, viewer, at, &form.discrepancy, &words).await?;
            Ok(Done::at(page(&form.discrepancy)).saying("Remark added."))
        })
    })
    .await
}

/// Ends a discrepancy: how, on what day, why.
///
/// # Errors
/// Mistakes field by field; no such discrepancy; it is settled already.
#[server(prefix = "/api", endpoint = "settle_discrepancy", custom = Posted)]
pub async fn settle_discrepancy(form: SettlementForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            // The day of its receipt bounds the day of the settlement.
            let since = store::discrepancies::show(tx, viewer, at.day(), &form.discrepancy).await?.row.counted_on;
            let new = NewSettlement::parse(&form, since.start(), at.day())?;
            store::discrepancies::settle(tx, viewer, at, &form.discrepancy, &new).await?;
            Ok(Done::at(page(&form.discrepancy)).saying(format!("Settled: {}.", new.settlement.label().to_lowercase())))
        })
    })
    .await
}

fn page(id: &str) -> String {
    format!("/discrepancies/{id}")
}
