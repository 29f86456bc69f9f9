//! The pages of a scan: made ready as they come in, and served to those who may read the act.

use std::{future::Future, pin::Pin};

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use documents::{confined::Unreadable, papers};
use domain::file::MediaType;
use store::{StoredFile, signing};

use crate::{
    App, AppError, Cx,
    upload::{self, FILE, File},
};

/// A PDF is looked through and kept as it is; anything else has to be a picture, and is drawn anew.
pub fn as_page(app: App, file: File) -> Pin<Box<dyn Future<Output = Result<File, AppError>> + Send>> {
    if !papers::is_pdf(&file.bytes) {
        return upload::as_picture(app, file);
    }
    Box::pin(async move {
        match app.papers.look_through(&file.bytes).await {
            Ok(_) => Ok(file),
            Err(Unreadable::Refused(words)) => Err(AppError::invalid(FILE, format!("“{}”: {words}", file.name))),
            Err(Unreadable::Internal(words)) => Err(AppError::internal(words)),
        }
    })
}

/// What each file is, now that it is ready: one PDF, or pictures.
///
/// # Errors
/// A PDF among other files.
pub fn pages(files: &[File]) -> Result<Vec<(MediaType, &[u8])>, AppError> {
    let kind = |file: &File| if papers::is_pdf(&file.bytes) { MediaType::Pdf } else { MediaType::Jpeg };
    if files.len() > 1 && files.iter().any(|file| kind(file) == MediaType::Pdf) {
        return Err(AppError::invalid(FILE, "Send one PDF with every page, or pictures alone"));
    }
    Ok(files.iter().map(|file| (kind(file), &*file.bytes)).collect())
}

/// `/scans/{id}/{page}`: never shown inside the portal, always saved.
pub async fn download(cx: Cx, Path((id, page)): Path<(String, String)>) -> Result<Response, AppError> {
    let number: i64 = page.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = cx.read().await?;
    saved(signing::scan_page(&mut tx, cx.viewer()?, &id, number).await?, &format!("signed-act-{number}"))
}

/// A page of a paper as a file that the browser saves.
///
/// # Errors
/// A name that cannot stand in a header: a bug.
pub fn saved(file: StoredFile, name: &str) -> Result<Response, AppError> {
    let ending = match file.media_type {
        MediaType::Jpeg => "jpg",
        MediaType::Png => "png",
        MediaType::Pdf => "pdf",
    };
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(AppError::internal)?;
    let mut response = ([(header::CONTENT_TYPE, file.media_type.word())], file.bytes).into_response();
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}
