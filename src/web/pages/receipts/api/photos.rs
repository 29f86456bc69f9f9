//! Photos of a line that is being counted: a form with files (see [`crate::upload`]).

use std::{future::Future, pin::Pin};

use domain::receipt::{CountForm, DraftEdit, ReceiptForm};

use crate::{
    AppError,
    kit::count_of,
    request::{self, Done},
    upload::File,
};

/// Everything that was typed comes with the photos and is kept with them. Scripts send a photo alone, as soon as it is taken:
/// what is typed beside it is saved on its own, and may be half typed just then.
pub fn add_receipt_photos(files: Vec<File>) -> Pin<Box<dyn Future<Output = Result<Done, AppError>> + Send>> {
    Box::pin(async move {
        let form: ReceiptForm = request::form()?;
        let mut photos = Vec::new();
        for file in files {
            photos.push((line_of(&form.lines, &file.field)?, file.bytes));
        }
        let edit = DraftEdit::parse(&form, request::call()?.app.clock.now().day())?;
        request::change(&form.submission.clone(), move |tx, viewer, at| {
            Box::pin(async move {
                let bytes: Vec<(i64, &[u8])> = photos.iter().map(|(line, bytes)| (*line, &**bytes)).collect();
                let digests = store::receipts::drafts::add_photos(tx, viewer, at, &form.round, &edit, &bytes).await?;
                let added = count_of(photos.len() as i64, "photo", "photos");
                let first = digests.first().map(String::as_str).unwrap_or_default();
                let page = super::page(&form, &form.after);
                Ok(Done::at(format!("{page}#photo-{first}")).saying(format!("{added} added. Nothing is signed yet.")))
            })
        })
        .await
    })
}

/// The line of `lines[3][photos]`, or of a photo that comes alone: `photos[17]` is line 17's.
pub(super) fn line_of(lines: &[CountForm], field: &str) -> Result<i64, AppError> {
    let inside = |start: &str, end: &str| field.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    let of_form = inside("lines[", "][photos]").and_then(|place| lines.get(place.parse::<usize>().ok()?));
    let line = match of_form {
        Some(line) => line.line.parse().ok(),
        None => inside("photos[", "]").and_then(|line| line.parse().ok()),
    };
    line.ok_or_else(|| AppError::unreadable("lines"))
}
