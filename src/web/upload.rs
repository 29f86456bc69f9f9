//! Forms with files: `multipart/form-data`, read by plain routes.
//!
//! Past the same guards as every function, and with the same answers. The text fields and the files' names and digests become
//! the call's body, so that a submission key is bound to the files as well, and a refused form comes back with its fields.
//!
//! Half a file is no file: nothing is stored before the request was read to its end. Each file is made ready as it comes in
//! (a photo becomes small), so that a request of 50 MB never lies in memory whole.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request, State, multipart::Field},
    response::{IntoResponse, Response},
    routing::{MethodRouter, post},
};
use documents::{confined::Unreadable, pictures};
use sha2::{Digest, Sha256};
use tower_http::limit::RequestBodyLimitLayer;
use tracing::Instrument;

use crate::{
    App, AppError,
    access::Rule,
    api,
    request::{Call, Done},
};

/// The largest form that is read. Files have their own routes, each with its own limit.
pub const LARGEST_FORM: usize = 256 * 1024;
/// The name of the file's field where a form has one.
pub const FILE: &str = "file";
/// The longest text field, and all of them together.
const LONGEST_FIELD: usize = 2_000;
/// Fifty megabytes over a bad telephone line. A sender that says nothing for as long as any other request may take is let go
/// before.
const LONGEST_UPLOAD: Duration = Duration::from_secs(20 * 60);

/// A file of a form. Its name is a label for people and nothing else.
#[derive(Debug, Clone)]
pub struct File {
    /// The field of the form that it was chosen in.
    pub field: String,
    pub name: String,
    pub bytes: Arc<[u8]>,
}

pub type Later<T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + Send>>;

/// A route that takes files. The text fields are read with [`crate::request::form`]; the names of the files stand there as
/// `file`, one a line, and their digests as `sha256`.
#[derive(Clone, Copy)]
pub struct Upload {
    /// Text fields that are read.
    pub fields: usize,
    /// The form is one without a file as well.
    pub optional: bool,
    /// Files that are taken, and bytes of one.
    pub files: usize,
    pub largest: usize,
    /// Bytes of the whole request. More than the files together where a file that is too large is to get a sentence.
    pub request: usize,
    /// What is said about a file that is too large, after its name: "is larger than 5 MB. …".
    pub too_large: &'static str,
    /// What is kept of a file, or why none of it: done while the next one is still on its way.
    pub prepare: fn(App, File) -> Later<File>,
    /// What is wrong with the text fields, where the files are refused: said together, so that a person who has to choose a
    /// file again does it once.
    pub fields_too: fn() -> Result<(), AppError>,
    /// What is done with the files, once all are there. At least one is, unless they are optional.
    pub work: fn(Vec<File>) -> Later<Done>,
}

/// The text fields are looked at with the files alone.
pub fn nothing_more() -> Result<(), AppError> {
    Ok(())
}

/// The file as it was sent.
pub fn as_sent(_app: App, file: File) -> Later<File> {
    Box::pin(async move { Ok(file) })
}

/// A picture, drawn anew without whatever does not show (see [`documents::pictures`]).
pub fn as_picture(app: App, file: File) -> Later<File> {
    Box::pin(async move {
        match app.pictures.redraw(&file.bytes).await {
            Ok(picture) => Ok(File { bytes: picture.jpeg.into(), ..file }),
            Err(Unreadable::Refused(words)) => Err(AppError::invalid(file.field, format!("“{}”: {words}", file.name))),
            Err(Unreadable::Internal(words)) => Err(AppError::internal(words)),
        }
    })
}

/// Photos of a form: up to 6, each up to 20 MB and all together up to 50 MB, kept small and without their place.
pub const fn photos(work: fn(Vec<File>) -> Later<Done>) -> Upload {
    Upload {
        fields: 8_000,
        optional: false,
        files: domain::receipt::MOST_PHOTOS,
        largest: pictures::LARGEST_FILE,
        request: 50 * 1024 * 1024,
        too_large: "is larger than 20 MB. Take the photo with a lower resolution",
        prepare: as_picture,
        fields_too: nothing_more,
        work,
    }
}

pub fn route(upload: Upload) -> MethodRouter<App> {
    post(move |State(app): State<App>, request: Request| handle(app, request, upload))
        .layer(RequestBodyLimitLayer::new(upload.request))
}

async fn handle(app: App, request: Request, upload: Upload) -> Response {
    let Some(rule) = request.extensions().get::<Rule>().copied() else {
        return AppError::NotFound.into_response();
    };
    let (parts, body) = request.into_parts();
    let call = Call::new(app.clone(), &parts, rule, Bytes::new());
    if !call.is_admitted() {
        // Nothing of the file is read for somebody who is not signed in.
        return api::respond(call, parts.headers, Err(AppError::LoginRequired)).await;
    }
    let request = Request::from_parts(parts.clone(), body);
    let read = tokio::time::timeout(LONGEST_UPLOAD, read(&app, request, upload));
    let (body, files) = match read.await.unwrap_or(Err(AppError::Busy)) {
        Ok(read) => read,
        Err(error) => return error.into_response(),
    };
    let call = Call::new(app, &parts, rule, body.into());
    // As for functions: a client that hangs up stops nothing half way.
    let task = async move {
        let answer = match files {
            Ok(files) => call.clone().scope((upload.work)(files)).await,
            Err(error) => Err(together(call.clone().scope(async { (upload.fields_too)() }).await, error)),
        };
        api::respond(call, parts.headers, answer).await
    };
    let task = tokio::spawn(task.in_current_span());
    task.await.unwrap_or_else(|error| AppError::internal(error).into_response())
}

/// What is wrong with the text fields, before what is wrong with the files.
fn together(fields: Result<(), AppError>, files: AppError) -> AppError {
    match (fields, files) {
        (Err(AppError::Invalid { fields: mut first }), AppError::Invalid { fields }) => {
            first.extend(fields);
            AppError::Invalid { fields: first }
        }
        (_, files) => files,
    }
}

/// The fields as a plain form's body, and the files or what is wrong with them. A part that cannot be read refuses the whole
/// form.
async fn read(app: &App, request: Request, upload: Upload) -> Result<(String, Result<Vec<File>, AppError>), AppError> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| AppError::WrongType)?;
    let patience = Duration::from_secs(app.config.request_seconds);
    let mut fields: Vec<(String, String)> = Vec::new();
    let (mut files, mut names, mut digests, mut empty) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let (mut refused, mut text): (Option<AppError>, usize) = (None, 0);
    while let Some(part) = in_time(patience, parts.next_field()).await? {
        let field = part.name().unwrap_or_default().to_owned();
        let Some(label) = part.file_name().map(label) else {
            if field == FILE || field == "sha256" {
                return Err(AppError::WrongType);
            }
            let (bytes, length) = take(part, LONGEST_FIELD, patience).await?;
            text += field.len() + length;
            if fields.len() == upload.fields || length > LONGEST_FIELD || text > LARGEST_FORM {
                return Err(AppError::TooLarge);
            }
            fields.push((field, String::from_utf8(bytes).map_err(|_| AppError::WrongType)?));
            continue;
        };
        let (bytes, length) = take(part, upload.largest, patience).await?;
        // A browser sends an empty part when nothing was chosen.
        if length == 0 && label.is_empty() {
            empty += 1;
            if empty > upload.fields {
                return Err(AppError::TooLarge);
            }
            continue;
        }
        if names.len() > upload.files {
            return Err(AppError::TooLarge);
        }
        digests.push(crate::clock::hex(&Sha256::digest(&bytes)));
        names.push(label.clone());
        if refused.is_some() {
            continue;
        }
        let file = File { field, name: label, bytes: bytes.into() };
        match judge(app, upload, file, length, files.len()).await {
            Ok(file) => files.push(file),
            Err(AppError::Internal) => return Err(AppError::Internal),
            Err(error) => refused = Some(error),
        }
    }
    let files = match refused {
        Some(error) => Err(error),
        None if files.is_empty() && !upload.optional => Err(AppError::invalid(FILE, "Choose a file")),
        None => Ok(files),
    };
    if !names.is_empty() {
        fields.extend([(FILE.to_owned(), names.join("\n")), ("sha256".to_owned(), digests.join("\n"))]);
    }
    Ok((form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish(), files))
}

fn label(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// What is kept of a file, or what is wrong with it. `length` is what was sent of it, `before` how many files came already.
async fn judge(app: &App, upload: Upload, file: File, length: usize, before: usize) -> Result<File, AppError> {
    let wrong = |words: String| Err(AppError::invalid(file.field.clone(), words));
    if before == upload.files {
        let most = if upload.files == 1 { "one file".to_owned() } else { format!("{} files", upload.files) };
        return wrong(format!("At most {most} can be sent at once. Choose fewer"));
    }
    if length == 0 {
        return wrong("Choose a file; this one is empty, or none was chosen".to_owned());
    }
    if length > upload.largest {
        return wrong(format!("“{}” {}", file.name, upload.too_large));
    }
    (upload.prepare)(app.clone(), file).await
}

/// The bytes of a part, at most `most`, and how many there were. It is read to its end even when it is too large: a browser
/// shows our answer only after it has sent everything.
async fn take(mut part: Field<'_>, most: usize, patience: Duration) -> Result<(Vec<u8>, usize), AppError> {
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = in_time(patience, part.chunk()).await? {
        length = length.saturating_add(chunk.len());
        if length <= most {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok((bytes, length))
}

/// A sender that has fallen silent is let go.
async fn in_time<T>(
    patience: Duration,
    read: impl Future<Output = Result<T, axum::extract::multipart::MultipartError>>,
) -> Result<T, AppError> {
    tokio::time::timeout(patience, read).await.map_err(|_| AppError::Busy)?.map_err(|error| {
        if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            AppError::TooLarge
        } else {
            AppError::WrongType
        }
    })
}
