//! A receipt that is wrong: looked at, corrected or asked for; and the answer of staff.

use domain::{
    handover::correction::State,
    receipt::{CorrectionForm, NewCorrection},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::receipts;

use super::super::correct::{form_page, review_page};
use crate::{
    AppError,
    clock::random_hex,
    request::{self, Done, Posted},
};

/// Checks a correction and keeps what was typed for the page that shows what it would change. The receipt stays as it is.
#[server(prefix = "/api", endpoint = "check_receipt_correction", custom = Posted)]
pub async fn check_receipt_correction(form: CorrectionForm) -> Result<Done, AppError> {
    let viewer = request::viewer()?;
    let call = request::call()?;
    let at = call.app.clock.now();
    let mut tx = call.app.db.read().await?;
    // Whether the receipt is there comes before what is wrong with the form.
    receipts::correctable(&mut tx, &viewer, at, &form.receipt).await?;
    call.go_back_to(form_page(&form.receipt, &form.q, &form.after));
    let new = NewCorrection::parse(&form, at.day())?;
    receipts::check_correction(&mut tx, &viewer, at, &form.receipt, &new).await?;
    tx.rollback().await?;
    let page = review_page(&form.receipt);
    request::keep_for(&page).await?;
    Ok(Done::at(page))
}

/// Signs the corrected version, or asks staff to agree to it: half an hour after the first signature nobody can tell any more who
/// has read it.
#[server(prefix = "/api", endpoint = "correct_receipt", custom = Posted)]
pub async fn correct_receipt(form: CorrectionForm) -> Result<Done, AppError> {
    let call = request::call()?;
    let new = NewCorrection::parse(&form, call.app.clock.now().day())?;
    let id = random_hex::<16>().map_err(AppError::internal)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let can = receipts::correctable(tx, viewer, at, &form.receipt).await?;
            if can.state == State::Fresh {
                receipts::correct(tx, viewer, at, &form.receipt, &new, &id).await?;
                return Ok(Done::at(format!("/receipts/{id}"))
                    .saying("Corrected. This version stands now; the first one stays readable."));
            }
            receipts::ask(tx, viewer, at, &form.receipt, &new, &id).await?;
            Ok(Done::at(format!("/corrections/{id}"))
                .saying("UNODC is asked to agree. Until then the receipt stays as it is; you are told the answer."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OneCorrection {
    submission: String,
    correction: String,
    /// Of a refusal.
    reason: String,
}

#[server(prefix = "/api", endpoint = "agree_to_correction", custom = Posted)]
pub async fn agree_to_correction(form: OneCorrection) -> Result<Done, AppError> {
    let id = random_hex::<16>().map_err(AppError::internal)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            receipts::agree(tx, viewer, at, &form.correction, &id).await.map_err(super::over_the_page)?;
            Ok(Done::at(format!("/receipts/{id}")).saying(
                "Agreed: the corrected version stands now. An act that states the first one needs a new version.",
            ))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "refuse_correction", custom = Posted)]
pub async fn refuse_correction(form: OneCorrection) -> Result<Done, AppError> {
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            receipts::refuse(tx, viewer, at, &form.correction, &form.reason).await?;
            let message = "Refused: the receipt stays as it is. The officer is told why.";
            Ok(Done::at(format!("/corrections/{}", form.correction)).saying(message))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "withdraw_correction", custom = Posted)]
pub async fn withdraw_correction(form: OneCorrection) -> Result<Done, AppError> {
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            receipts::withdraw(tx, viewer, at, &form.correction).await?;
            let message = "Withdrawn: the receipt stays as it is.";
            Ok(Done::at(format!("/corrections/{}", form.correction)).saying(message))
        })
    })
    .await
}
