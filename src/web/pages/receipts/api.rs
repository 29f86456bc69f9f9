//! What an officer can do: count, keep what was counted so far, look at it, sign for what arrived, put it right afterwards; and
//! what staff say to that.

mod correct;
mod correction_photos;
mod photos;

use correct::{AgreeToCorrection, CheckReceiptCorrection, CorrectReceipt, RefuseCorrection, WithdrawCorrection};
use correction_photos::{KeepCorrectionPhoto, RemoveCorrectionPhoto, add_correction_photos};
use documents::pictures::LARGEST_FILE;
use domain::{
    Action::{AnswerCorrections, ConfirmReceipt},
    receipt::{DraftEdit, ReceiptForm, Rest},
};
use leptos::prelude::server;
pub use photos::add_receipt_photos;
use serde::{Deserialize, Serialize};
use store::receipts::{self, drafts};

use crate::{
    AppError,
    access::Rule::Needs,
    clock::random_hex,
    kit::count_of,
    registry::Change,
    request::{self, Done, Posted},
    upload,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<SaveReceiptDraft>(Needs(ConfirmReceipt)),
    Change::of::<SignReceipt>(Needs(ConfirmReceipt)),
    Change::of::<TakeOverReceiptDraft>(Needs(ConfirmReceipt)),
    Change::of::<DiscardReceiptDraft>(Needs(ConfirmReceipt)),
    Change::of::<PairReceiptLines>(Needs(ConfirmReceipt)),
    Change::of::<RemoveReceiptPhoto>(Needs(ConfirmReceipt)),
    Change::of::<CheckReceiptCorrection>(Needs(ConfirmReceipt)),
    Change::of::<CorrectReceipt>(Needs(ConfirmReceipt)),
    Change::of::<WithdrawCorrection>(Needs(ConfirmReceipt)),
    Change::of::<AgreeToCorrection>(Needs(AnswerCorrections)),
    Change::of::<RefuseCorrection>(Needs(AnswerCorrections)),
    Change::of::<RemoveCorrectionPhoto>(Needs(ConfirmReceipt)),
    Change::of::<KeepCorrectionPhoto>(Needs(ConfirmReceipt)),
    Change::with_files("/api/add_correction_photos", Needs(ConfirmReceipt), upload::photos(add_correction_photos)),
    Change::with_files("/api/add_receipt_photos", Needs(ConfirmReceipt), upload::photos(add_receipt_photos)),
];

const _: () = assert!(LARGEST_FILE == 20 * 1024 * 1024, "the words of the form say 20 MB");

/// Keeps what was counted on this page of the form, and goes where the button leads: to the review, to other lines, or back.
#[server(prefix = "/api", endpoint = "save_receipt_draft", custom = Posted)]
pub async fn save_receipt_draft(form: ReceiptForm) -> Result<Done, AppError> {
    let edit = parse(&form)?;
    let done = match (edit.rest, form.go.as_str()) {
        (Some(Rest::Arrived | Rest::Refused), _) | (_, "review") => {
            Done::at(format!("/rounds/{}/receipt/review", form.round))
        }
        (_, "find") => Done::at(page(&form, "")).saying(SAVED),
        (_, "") => Done::at(page(&form, &form.after)).saying(SAVED),
        (_, after) => Done::at(page(&form, after)).saying(SAVED),
    };
    let code = form.round.clone();
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            drafts::save(tx, viewer, at, &code, &edit).await?;
            Ok(done)
        })
    })
    .await
}

const SAVED: &str = "Saved. Nothing is signed yet.";

/// What is looked at and signed for. The review names the count as it was seen; nothing else is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Signing {
    submission: String,
    round: String,
    stamp: String,
}

#[server(prefix = "/api", endpoint = "sign_receipt", custom = Posted)]
pub async fn sign_receipt(form: Signing) -> Result<Done, AppError> {
    let public_id = random_hex::<16>().map_err(AppError::internal)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let signed = receipts::sign(tx, viewer, at, &form.round, &form.stamp, &public_id).await;
            let (lines, short) = signed.map_err(over_the_page)?;
            let lines = count_of(lines as i64, "line", "lines");
            let message = match short {
                0 => format!("Signed for {lines}."),
                short => format!("Signed for {lines}; {short} still expected. Come back to count what was short."),
            };
            Ok(Done::at(format!("/receipts/{public_id}")).saying(message))
        })
    })
    .await
}

/// The review has no fields: what is wrong with a count is said over the whole page.
fn over_the_page(error: store::Error) -> AppError {
    match AppError::from(error) {
        AppError::Invalid { fields } => {
            AppError::Conflict { message: fields.into_iter().map(|field| field.message).collect::<Vec<_>>().join(" ") }
        }
        other => other,
    }
}

/// What was counted on one line belongs to another: the number on it says so.
#[server(prefix = "/api", endpoint = "pair_receipt_lines", custom = Posted)]
pub async fn pair_receipt_lines(form: ReceiptForm) -> Result<Done, AppError> {
    let unreadable = || AppError::unreadable("lines");
    let place: usize = form.pair.parse().map_err(|_| unreadable())?;
    let mut form = form;
    let wrong = form.lines.get_mut(place).ok_or_else(unreadable)?;
    // A number that was read is an answer: the thing is there.
    if wrong.answer.is_empty() && wrong.received == wrong.expected {
        "all".clone_into(&mut wrong.answer);
    }
    let line = request::hidden(&wrong.line)?;
    let edit = parse(&form)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let there = drafts::pair(tx, viewer, at, &form.round, &edit, line).await?;
            Ok(match there {
                Some(tag) => {
                    let message = format!("It is counted on {tag} now. Look at both lines before you sign.");
                    Done::at(format!("{}#{tag}", page(&form, &form.after))).saying(message)
                }
                // Counted meanwhile, or mended in the field: what was typed is kept all the same.
                None => Done::at(format!("{}#lines", page(&form, &form.after)))
                    .saying("No other line that is awaited has this number. Saved; nothing is signed yet."),
            })
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "remove_receipt_photo", custom = Posted)]
pub async fn remove_receipt_photo(form: ReceiptForm) -> Result<Done, AppError> {
    let edit = parse(&form)?;
    let (line, sha256) = form.remove.split_once(' ').ok_or(AppError::NotFound)?;
    let (line, sha256): (i64, String) = (line.parse().map_err(|_| AppError::NotFound)?, sha256.to_owned());
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            drafts::remove_photo(tx, viewer, at, &form.round, &edit, line, &sha256).await?;
            Ok(Done::at(format!("{}#line-{line}", page(&form, &form.after))).saying("The photo is removed."))
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
            drafts::take_over(tx, viewer, at, &form.round).await?;
            let message = "You count now. What was counted so far stands below; nothing of it is signed yet.";
            Ok(Done::at(format!("/rounds/{}/receipt", form.round)).saying(message))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "discard_receipt_draft", custom = Posted)]
pub async fn discard_receipt_draft(form: OneDraft) -> Result<Done, AppError> {
    request::change(&form.submission, move |tx, viewer, _| {
        Box::pin(async move {
            drafts::discard(tx, viewer, &form.round).await?;
            Ok(Done::at(format!("/rounds/{}", form.round))
                .saying("What was counted is thrown away. Nothing was signed."))
        })
    })
    .await
}

fn parse(form: &ReceiptForm) -> Result<DraftEdit, AppError> {
    Ok(DraftEdit::parse(form, request::call()?.app.clock.now().day())?)
}

/// The page of the form with the lines after this one, among those that are looked for.
fn page(form: &ReceiptForm, after: &str) -> String {
    let query: Vec<String> = [("q", form.q.trim()), ("after", after)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty() && *value != "0")
        .map(|(name, value)| {
            let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            format!("{name}={value}")
        })
        .collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("/rounds/{}/receipt{query}", form.round)
}
