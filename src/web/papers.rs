//! Signed papers that people upload, scans of acts and mandates: one PDF, or a picture of each page.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use documents::{confined::Unreadable, papers};
use domain::{file::MediaType, signing::MOST_PAGES};
use store::StoredFile;

use crate::{
    App, AppError,
    request::Done,
    upload::{self, FILE, File, Later, Upload},
};

/// A form with a paper: one PDF, or a picture of each page.
pub const fn form(work: fn(Vec<File>) -> Later<Done>) -> Upload {
    Upload {
        fields: 40,
        optional: false,
        files: MOST_PAGES,
        largest: papers::LARGEST_FILE,
        request: 60 * 1024 * 1024,
        too_large: "is larger than 15 MB. Scan with a lower resolution",
        prepare: as_page,
        fields_too: upload::nothing_more,
        work,
    }
}

/// A PDF is looked through and kept as it is; anything else has to be a picture, and is drawn anew.
fn as_page(app: App, file: File) -> Later<File> {
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
