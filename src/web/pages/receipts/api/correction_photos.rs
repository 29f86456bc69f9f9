//! Photos in the correction of a receipt: added to a line, taken back, and kept after all. What was typed beside them is kept for the
//! form, to which each of these leads back.

use std::{future::Future, pin::Pin};

use domain::receipt::CorrectionForm;
use leptos::prelude::server;
use store::receipts;

use super::{
    super::correct::{form_page, going_on, review_page},
    photos::line_of,
};
use crate::{
    AppError,
    kit::count_of,
    request::{self, Done, Posted},
    upload::File,
};

pub fn add_correction_photos(files: Vec<File>) -> Pin<Box<dyn Future<Output = Result<Done, AppError>> + Send>> {
    Box::pin(async move {
        let form: CorrectionForm = request::form()?;
        request::call()?.go_back_to(form_page(&form.receipt, &form.q, &form.after));
        let mut photos = Vec::new();
        for file in files {
            photos.push((line_of(&form.lines, &file.field)?, file.field, file.bytes));
        }
        let (receipt, there) = (form.receipt.clone(), going_on(&form));
        let done = request::change(&form.submission, move |tx, viewer, at| {
            Box::pin(async move {
                let bytes: Vec<(i64, &[u8])> = photos.iter().map(|(line, _, bytes)| (*line, &**bytes)).collect();
                let added = receipts::add_correction_photos(tx, viewer, at, &receipt, &bytes).await;
                added.map_err(|error| under_the_photos(error, photos.first().map(|(_, field, _)| field.as_str())))?;
                let line = photos.first().map(|(line, ..)| *line).unwrap_or_default();
                let added = count_of(photos.len() as i64, "photo", "photos");
                Ok(Done::at(format!("{there}#line-{line}")).saying(format!("{added} added. Nothing is signed yet.")))
            })
        })
        .await?;
        request::keep_for(&review_page(&form.receipt)).await?;
        Ok(done)
    })
}

/// Too many photos are said where they were chosen.
fn under_the_photos(error: store::Error, field: Option<&str>) -> AppError {
    match (AppError::from(error), field) {
        (AppError::Invalid { mut fields }, Some(field)) => {
            fields.iter_mut().for_each(|wrong| field.clone_into(&mut wrong.field));
            AppError::Invalid { fields }
        }
        (error, _) => error,
    }
}

/// The photo that the button names.
fn named(form: &CorrectionForm) -> Result<(i64, String), AppError> {
    let (line, sha256) = form.remove.split_once(' ').ok_or(AppError::NotFound)?;
    Ok((line.parse().map_err(|_| AppError::NotFound)?, sha256.to_owned()))
}

/// Takes a photo out of the correction: one that was signed stays with the version before.
///
/// # Errors
/// No such photo of this line; the receipt cannot be corrected now.
#[server(prefix = "/api", endpoint = "remove_correction_photo", custom = Posted)]
pub async fn remove_correction_photo(form: CorrectionForm) -> Result<Done, AppError> {
    let (line, sha256) = named(&form)?;
    let (receipt, there) = (form.receipt.clone(), going_on(&form));
    let done = request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            receipts::remove_correction_photo(tx, viewer, at, &receipt, line, &sha256).await?;
            let message = "The corrected version will be without this photo. Nothing is signed yet.";
            Ok(Done::at(format!("{there}#line-{line}")).saying(message))
        })
    })
    .await?;
    request::keep_for(&review_page(&form.receipt)).await?;
    Ok(done)
}

/// Keeps a photo that was taken back.
///
/// # Errors
/// The receipt cannot be corrected now.
#[server(prefix = "/api", endpoint = "keep_correction_photo", custom = Posted)]
pub async fn keep_correction_photo(form: CorrectionForm) -> Result<Done, AppError> {
    let (line, sha256) = named(&form)?;
    let (receipt, there) = (form.receipt.clone(), going_on(&form));
    let done = request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            receipts::keep_correction_photo(tx, viewer, at, &receipt, line, &sha256).await?;
            Ok(Done::at(format!("{there}#line-{line}")).saying("The photo stays."))
        })
    })
    .await?;
    request::keep_for(&review_page(&form.receipt)).await?;
    Ok(done)
}
