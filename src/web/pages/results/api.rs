//! What can be changed: a case and its stages are recorded, corrected and withdrawn.

use domain::{
    Action::ManageCases,
    case::{CaseForm, NewCase, NewStage, StageForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::cases;

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateCase>(Needs(ManageCases)),
    Change::of::<UpdateCase>(Needs(ManageCases)),
    Change::of::<WithdrawCase>(Needs(ManageCases)),
    Change::of::<RecordStage>(Needs(ManageCases)),
    Change::of::<UpdateStage>(Needs(ManageCases)),
    Change::of::<WithdrawStage>(Needs(ManageCases)),
];

/// Records a case; its stages follow.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_case", custom = Posted)]
pub async fn create_case(form: CaseForm) -> Result<Done, AppError> {
    let new = NewCase::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            cases::create(tx, viewer, at, &new).await?;
            let next = format!("/results/{}/stages/new", new.code);
            Ok(Done::at(next).saying(format!("Case {} is recorded: now its first stage.", new.code)))
        })
    })
    .await
}

/// Corrects a case, or says how far it is now.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_case", custom = Posted)]
pub async fn update_case(form: CaseForm) -> Result<Done, AppError> {
    let new = NewCase::parse(&form)?;
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            cases::update(tx, viewer, at, version, &new).await?;
            Ok(Done::at(format!("/results/{}", new.code)).saying(format!("Case {} is saved.", new.code)))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WithdrawalFields {
    submission: String,
    /// The code of a case, or the number of a stage.
    of: String,
    version: String,
    reason: String,
}

/// Withdraws a case that was recorded in error.
///
/// # Errors
/// No reason; withdrawn already; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "withdraw_case", custom = Posted)]
pub async fn withdraw_case(form: WithdrawalFields) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            cases::withdraw(tx, viewer, at, &form.of, version, &form.reason).await?;
            Ok(Done::at(format!("/results/{}", form.of)).saying(format!("Case {} is withdrawn.", form.of)))
        })
    })
    .await
}

/// Records the next stage of a case.
///
/// # Errors
/// Mistakes field by field; no such case, agency or unit.
#[server(prefix = "/api", endpoint = "record_stage", custom = Posted)]
pub async fn record_stage(form: StageForm) -> Result<Done, AppError> {
    let new = NewStage::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            cases::record_stage(tx, viewer, at, &form.case, &new).await?;
            let said = format!("The stage at {} is recorded.", new.place);
            Ok(Done::at(format!("/results/{}", form.case)).saying(said))
        })
    })
    .await
}

/// Corrects a stage.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened; no such agency or unit.
#[server(prefix = "/api", endpoint = "update_stage", custom = Posted)]
pub async fn update_stage(form: StageForm) -> Result<Done, AppError> {
    let new = NewStage::parse(&form)?;
    let (id, version): (i64, i64) = (request::hidden(&form.stage)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            cases::update_stage(tx, viewer, at, id, version, &new).await?;
            let stage = cases::stage(tx, viewer, id).await?;
            let said = format!("Stage {} is saved.", stage.number);
            Ok(Done::at(format!("/results/{}", stage.case_code)).saying(said))
        })
    })
    .await
}

/// Withdraws a stage that was recorded in error.
///
/// # Errors
/// No reason; withdrawn already; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "withdraw_stage", custom = Posted)]
pub async fn withdraw_stage(form: WithdrawalFields) -> Result<Done, AppError> {
    let (id, version): (i64, i64) = (request::hidden(&form.of)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let stage = cases::withdraw_stage(tx, viewer, at, id, version, &form.reason).await?;
            let said = format!("Stage {} is withdrawn: it counts nowhere any more.", stage.number);
            Ok(Done::at(format!("/results/{}", stage.case_code)).saying(said))
        })
    })
    .await
}
