//! An officer hands over to a deputy, and takes it back.

use domain::act::{Mandate, MandateForm};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::acts;

use crate::{
    AppError,
    clock::random_hex,
    papers,
    request::{self, Done, Posted},
    upload::{File, Later},
};

/// What is wrong with what was typed about a deputy, where the document is refused.
pub fn mandate_fields() -> Result<(), AppError> {
    let form: MandateForm = request::form()?;
    let today = request::call()?.app.clock.now().day();
    Mandate::parse(&form, today).map(|_| ()).map_err(|refusal| store::Error::from(refusal).into())
}

/// The officer whom the terms name hands over to a deputy, with the document (see [`crate::upload`]).
pub fn hand_over(files: Vec<File>) -> Later<Done> {
    Box::pin(async move {
        let form: MandateForm = request::form()?;
        let version = request::hidden(&form.version)?;
        let id = random_hex::<16>().map_err(AppError::internal)?;
        request::change(&form.submission.clone(), move |tx, viewer, at| {
            Box::pin(async move {
                let pages = papers::pages(&files)?;
                let place = (form.round.as_str(), form.agency.as_str(), version);
                acts::hand_over(tx, viewer, at, place, &form, &pages, &id).await?;
                let message = format!("{} signs for your agency instead of you.", form.deputy.en.trim());
                Ok(Done::at(format!("/rounds/{}/mandates/{}", form.round, form.agency)).saying(message))
            })
        })
        .await
    })
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WithdrawFields {
    submission: String,
    round: String,
    agency: String,
    version: String,
}

/// The officer signs again.
///
/// # Errors
/// Somebody else is named; the agency has signed already; no deputy stands in; the terms changed meanwhile.
#[server(prefix = "/api", endpoint = "withdraw_mandate", custom = Posted)]
pub async fn withdraw_mandate(form: WithdrawFields) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            acts::withdraw_mandate(tx, viewer, at, (&form.round, &form.agency, version)).await?;
            Ok(Done::at(format!("/rounds/{}/mandates/{}", form.round, form.agency))
                .saying("The mandate is withdrawn: you sign for your agency again."))
        })
    })
    .await
}
