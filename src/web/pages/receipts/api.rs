//! What an officer can do: count, keep what was counted so far, record what arrived.

mod form;
mod photos;

use documents::pictures::LARGEST_FILE;
use domain::{
    Action::ConfirmReceipt,
    receipt::{NewReceipt, ReceiptForm},
};
use leptos::prelude::server;
pub use photos::add_receipt_photos;
use serde::{Deserialize, Serialize};

use crate::{
    AppError,
    access::Rule::Needs,
    clock::random_hex,
    registry::Change,
    request::{self, Done, Posted},
    upload,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<RecordReceipt>(Needs(ConfirmReceipt)),
    Change::of::<SaveReceiptDraft>(Needs(ConfirmReceipt)),
    Change::of::<TakeOverReceiptDraft>(Needs(ConfirmReceipt)),
    Change::of::<DiscardReceiptDraft>(Needs(ConfirmReceipt)),
    Change::of::<PairReceiptLines>(Needs(ConfirmReceipt)),
    Change::of::<RemoveReceiptPhoto>(Needs(ConfirmReceipt)),
    Change::with_files("/api/add_receipt_photos", Needs(ConfirmReceipt), upload::photos(add_receipt_photos)),
];

const _: () = assert!(LARGEST_FILE == 20 * 1024 * 1024, "the words of the form say 20 MB");

#[server(prefix = "/api", endpoint = "record_receipt", custom = Posted)]
pub async fn record_receipt(form: ReceiptForm) -> Result<Done, AppError> {
    let new = NewReceipt::parse(&form, request::call()?.app.clock.now().day())?;
    let public_id = random_hex::<16>().map_err(AppError::internal)?;
    let code = form.round.clone();
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::receipts::record(tx, viewer, at, &code, &new, &public_id).await?;
            let short: i64 = new.counts.iter().map(|c| c.short).sum();
            let counted =
                if new.counts.len() == 1 { "1 line".to_owned() } else { format!("{} lines", new.counts.len()) };
            let message = match short {
                0 => format!("Confirmed {counted}."),
                short => format!("Confirmed {counted}; {short} still expected. Come back to count what was short."),
            };
            Ok(Done::at(format!("/receipts/{public_id}")).saying(message))
        })
    })
    .await
}

/// Keeps what was typed. From the search of the form it comes back with what was looked for.
#[server(prefix = "/api", endpoint = "save_receipt_draft", custom = Posted)]
pub async fn save_receipt_draft(form: ReceiptForm) -> Result<Done, AppError> {
    let (body, answered) = (form::kept(&request::call()?.body), form.answered());
    let code = form.round.clone();
    let to = match form.q.trim() {
        "" => format!("/rounds/{code}/receipt"),
        words => {
            let words: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
            format!("/rounds/{code}/receipt?q={words}#lines")
        }
    };
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            form::refuse_stale(tx, viewer, &code, &answered).await?;
            store::receipts::drafts::save(tx, viewer, at, &code, &body).await?;
            Ok(Done::at(to).saying("Saved. Nothing is confirmed yet."))
        })
    })
    .await
}

/// What was counted on one line belongs to another: the number on it says so.
#[server(prefix = "/api", endpoint = "pair_receipt_lines", custom = Posted)]
pub async fn pair_receipt_lines(form: ReceiptForm) -> Result<Done, AppError> {
    let unreadable = || AppError::unreadable("lines");
    let one: usize = form.pair.parse().map_err(|_| unreadable())?;
    let posted = request::call()?.body;
    let code = form.round.clone();
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let awaited = store::rounds::lines_to_count(tx, viewer, &code).await?;
            let wrong = form.lines.get(one).ok_or_else(unreadable)?;
            let there = awaited.iter().find(|line| {
                line.id.to_string() != wrong.line
                    && line.identity.as_ref().is_some_and(|identity| identity.has(&wrong.serial))
            });
            let Some(there) = there else {
                // Counted meanwhile, or mended in the field: what was typed is kept all the same.
                store::receipts::drafts::save(tx, viewer, at, &code, &form::kept(&posted)).await?;
                let message = "No other line that is awaited has this number. Saved; nothing is confirmed yet.";
                return Ok(Done::at(format!("/rounds/{code}/receipt#lines")).saying(message));
            };
            let other = form.lines.iter().position(|l| l.line == there.id.to_string()).ok_or_else(unreadable)?;
            let ids = (wrong.line.parse().map_err(|_| unreadable())?, there.id);
            let body = form::swapped(&form::kept(&posted), one, other);
            store::receipts::drafts::pair(tx, viewer, at, &code, &body, ids).await?;
            let message = format!("It is counted on {} now. Look at both lines before you confirm.", there.tag);
            Ok(Done::at(format!("/rounds/{code}/receipt#{}", there.tag)).saying(message))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "remove_receipt_photo", custom = Posted)]
pub async fn remove_receipt_photo(form: ReceiptForm) -> Result<Done, AppError> {
    let body = form::kept(&request::call()?.body);
    let (line, sha256) = form.remove.split_once(' ').ok_or(AppError::NotFound)?;
    let (line, sha256): (i64, String) = (line.parse().map_err(|_| AppError::NotFound)?, sha256.to_owned());
    let code = form.round.clone();
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::receipts::drafts::remove_photo(tx, viewer, at, &code, &body, line, &sha256).await?;
            Ok(Done::at(format!("/rounds/{code}/receipt#lines")).saying("The photo is removed."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OneDraft {
    submission: String,
    round: String,
}

#[server(prefix = "/api", endpoint = "take_over_receipt_draft", custom = Posted)]
pub async fn take_over_receipt_draft(form: OneDraft) -> Result<Done, AppError> {
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::receipts::drafts::take_over(tx, viewer, at, &form.round).await?;
            let message = "You count now. What was counted so far stands below; nothing of it is confirmed yet.";
            Ok(Done::at(format!("/rounds/{}/receipt", form.round)).saying(message))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "discard_receipt_draft", custom = Posted)]
pub async fn discard_receipt_draft(form: OneDraft) -> Result<Done, AppError> {
    request::change(&form.submission, move |tx, viewer, _| {
        Box::pin(async move {
            store::receipts::drafts::discard(tx, viewer, &form.round).await?;
            Ok(Done::at(format!("/rounds/{}", form.round))
                .saying("What was counted is thrown away. Nothing was confirmed."))
        })
    })
    .await
}
