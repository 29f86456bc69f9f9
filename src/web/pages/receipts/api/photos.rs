//! Photos of a line that is being counted: a form with files (see [`crate::upload`]).

use std::{future::Future, pin::Pin};

use domain::receipt::ReceiptForm;

use super::form;
use crate::{
    AppError,
    kit::count_of,
    request::{self, Done},
    upload::File,
};

/// Everything that was typed comes with the photos and is kept with them.
pub fn add_receipt_photos(files: Vec<File>) -> Pin<Box<dyn Future<Output = Result<Done, AppError>> + Send>> {
    Box::pin(async move {
        let form: ReceiptForm = request::form()?;
        let (body, answered) = (form::kept(&request::call()?.body), form.answered());
        let mut photos = Vec::new();
        for file in files {
            let (place, line) = line_of(&form, &file.field)?;
            photos.push((place, line, file.bytes));
        }
        let code = form.round;
        request::change(&form.submission, move |tx, viewer, at| {
            Box::pin(async move {
                form::refuse_stale(tx, viewer, &code, &answered).await?;
                let bytes: Vec<(i64, &[u8])> = photos.iter().map(|(_, line, bytes)| (*line, &**bytes)).collect();
                store::receipts::drafts::add_photos(tx, viewer, at, &code, &body, &bytes).await?;
                let added = count_of(photos.len() as i64, "photo", "photos");
                let place = photos.first().map_or(0, |(place, ..)| *place);
                Ok(Done::at(format!("/rounds/{code}/receipt#lines-{place}-answer"))
                    .saying(format!("{added} added. Nothing is confirmed yet.")))
            })
        })
        .await
    })
}

/// `lines[3][photos]` → 3, and the line that stands there.
fn line_of(form: &ReceiptForm, field: &str) -> Result<(usize, i64), AppError> {
    let place = field.strip_prefix("lines[").and_then(|rest| rest.strip_suffix("][photos]")?.parse::<usize>().ok());
    let line = place.and_then(|place| Some((place, form.lines.get(place)?.line.parse().ok()?)));
    line.ok_or_else(|| AppError::unreadable("lines"))
}
