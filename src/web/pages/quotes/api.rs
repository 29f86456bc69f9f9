//! Every change of a published figure. Staff only.

use domain::{
    Action::ManageGrants,
    change::Entity,
    quote::{Measure, NewQuote, QuoteForm, QuoteWords, QuoteWordsForm, Subject, mass},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::quotes::{self, QuoteRow};

use super::{address, form::filled};
use crate::{
    AppError,
    access::Rule::Needs,
    pages::grants::source_code,
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<RecordQuote>(Needs(ManageGrants)).undone_by::<WithdrawQuote>(),
    Change::of::<UpdateQuote>(Needs(ManageGrants)).undone_by::<UpdateQuote>(),
    Change::of::<WithdrawQuote>(Needs(ManageGrants)).undone_by::<RecordQuote>(),
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
            let id = recorded.id.to_string();
            let fields = [("quote", id.as_str()), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/withdraw_quote", Entity::Quote, &id, &fields);
            Ok(Done::at(address(&about)).saying(words).undone_by(opposite))
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
            let (before, id) = (filled(&known), id.to_string());
            let fields: Vec<_> = before.pairs().chain([("quote", id.as_str())]).collect();
            let opposite = Opposite::of("/api/update_quote", Entity::Quote, &id, &fields).at(version + 1);
            Ok(Done::at(address(&about)).saying("The published figure is put right.").undone_by(opposite))
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
            let known = quotes::find(tx, viewer, quote).await.ok();
            let about = quotes::withdraw(tx, viewer, at, quote, &form.reason).await?;
            let done = Done::at(address(&about)).saying("The figure is withdrawn.");
            let Some((row, _)) = known else { return Ok(done) };
            let source = source_code(tx, viewer, row.source.as_deref()).await?;
            Ok(done.undone_by(anew(&about, &row, &source)))
        })
    })
    .await
}

/// The figure recorded as it was.
fn anew(about: &Subject, row: &QuoteRow, source: &str) -> Opposite {
    let (words, published, about) = (filled(row), &row.published, about.to_string());
    let figure = match (published.measure, published.money()) {
        (Measure::Money, Some(money)) => {
            vec![("amount", money.input()), ("currency", money.currency.code().to_owned())]
        }
        (Measure::Grams, _) => vec![("mass", mass(published.amount))],
        _ => vec![("number", published.amount.to_string())],
    };
    let own = [("about", about.as_str()), ("source", source), ("whole", if row.whole { "true" } else { "" })];
    let figure = figure.iter().map(|(name, value)| (*name, value.as_str()));
    let fields: Vec<_> = words.pairs().chain(own).chain(figure).collect();
    Opposite::of("/api/record_quote", Entity::Quote, &row.id.to_string(), &fields)
}
