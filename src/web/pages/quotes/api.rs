//! Every change of a published figure. Staff only.

use domain::{
    Action::ManageGrants,
    quote::{NewQuote, QuoteForm, QuoteWords, QuoteWordsForm, Subject},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::quotes;

use super::address;
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<RecordQuote>(Needs(ManageGrants)),
    Change::of::<UpdateQuote>(Needs(ManageGrants)),
    Change::of::<WithdrawQuote>(Needs(ManageGrants)),
];

/// Records a published figure.
///
/// # Errors
/// Mistakes field by field; no such thing.
#[server(prefix = "/api", endpoint = "record_quote", custom = Posted)]
pub async fn record_quote(form: QuoteForm) -> Result<Done, AppError> {
    let new = NewQuote::parse(&form)?;
    let about: Subject = request::hidden(&form.about)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let recorded = quotes::record(tx, viewer, at, &about, &new).await?;
            let unchecked = recorded.unchecked.map(|why| format!(" {why}")).unwrap_or_default();
            let words = format!("Published figure recorded: {}.{unchecked}", new.published);
            Ok(Done::at(address(&about)).saying(words))
        })
    })
    .await
}

/// Puts right what stands around a figure.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_quote", custom = Posted)]
pub async fn update_quote(form: QuoteWordsForm) -> Result<Done, AppError> {
    let (id, version): (i64, i64) = (request::hidden(&form.quote)?, request::hidden(&form.version)?);
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (known, about) = quotes::find(tx, viewer, id).await?;
            let words = QuoteWords::parse(&form, &about, &known.published)?;
            let about = quotes::update(tx, viewer, at, id, version, &words).await?;
            Ok(Done::at(address(&about)).saying("The published figure is put right."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteWithdrawal {
    submission: String,
    quote: String,
    reason: String,
}

/// Withdraws a published figure that was entered in error; staff go on to read it.
///
/// # Errors
/// No reason; no such figure; withdrawn already.
#[server(prefix = "/api", endpoint = "withdraw_quote", custom = Posted)]
pub async fn withdraw_quote(form: QuoteWithdrawal) -> Result<Done, AppError> {
    let quote: i64 = request::hidden(&form.quote)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let about = quotes::withdraw(tx, viewer, at, quote, &form.reason).await?;
            Ok(Done::at(address(&about)).saying("The figure is withdrawn."))
        })
    })
    .await
}
