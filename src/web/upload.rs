//! Forms with a file: `multipart/form-data`, read by a plain route.
//!
//! Past the same guards as every function, and with the same answers. The text fields and the file's name and digest become
//! the call's body, so that a submission key is bound to the file as well, and a refused form comes back with its fields.

use std::{future::Future, pin::Pin, sync::Arc};

use axum::{
    extract::{FromRequest, Multipart, Request, State},
    http::header,
    response::{IntoResponse, Response},
    routing::{MethodRouter, post},
};
use documents::table_in::LARGEST_FILE;
use sha2::{Digest, Sha256};
use tracing::Instrument;

use crate::{
    App, AppError, access, api,
    request::{Call, Done},
    session::Asker,
};

/// The name of the file's field in every such form.
pub const FILE: &str = "file";
/// Text fields of such a form, and how long each may be.
const MOST_FIELDS: usize = 20;
const LONGEST_FIELD: usize = 2_000;

/// The file of a form. Its name is a label for people and nothing else.
#[derive(Debug, Clone)]
pub struct File {
    pub name: String,
    pub bytes: Arc<[u8]>,
}

/// What is done with the file; the text fields are read with [`crate::request::form`].
pub type Work = fn(File) -> Pin<Box<dyn Future<Output = Result<Done, AppError>> + Send>>;

pub fn route(work: Work) -> MethodRouter<App> {
    post(move |State(app): State<App>, request: Request| handle(app, request, work))
}

async fn handle(app: App, request: Request, work: Work) -> Response {
    let function = request.uri().path().to_owned();
    let headers = request.headers().clone();
    let viewer = request.extensions().get::<Asker>().and_then(|a| a.0.clone());
    let device = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).map(|d| d.chars().take(200).collect());
    let admitted = access::function(&function).is_some_and(|rule| rule.admits(viewer.as_ref().map(|v| v.role)));
    if !admitted {
        // Nothing of the file is read for somebody who is not signed in.
        let call = Call::new(app.clone(), None, &function, Arc::default(), device);
        return api::respond(app, call, function, headers, Err(AppError::LoginRequired)).await;
    }
    let (body, file) = match read(request).await {
        Ok(read) => read,
        Err(error) => return error.into_response(),
    };
    let call = Call::new(app.clone(), viewer, &function, body.into_bytes().into(), device);
    // As for functions: a client that hangs up stops nothing half way.
    let task = async move {
        let answer = match file {
            Ok(file) => call.clone().scope(work(file)).await,
            Err(error) => Err(error),
        };
        api::respond(app, call, function, headers, answer).await
    };
    let task = tokio::spawn(task.in_current_span());
    task.await.unwrap_or_else(|error| AppError::internal(error).into_response())
}

/// The fields as a plain form's body, and the file or what is wrong with it. A part that cannot be read refuses the whole
/// form: half a file is no file.
async fn read(request: Request) -> Result<(String, Result<File, AppError>), AppError> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| AppError::WrongType)?;
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut file = Err(AppError::invalid(FILE, "Choose a file"));
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        let most = if name == FILE { LARGEST_FILE } else { LONGEST_FIELD };
        let label: String =
            part.file_name().unwrap_or_default().chars().filter(|c| !c.is_control()).take(100).collect();
        let (mut bytes, mut length) = (Vec::new(), 0_usize);
        // Read to its end even when it is too large: a browser shows our answer only after it has sent everything.
        while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
            length = length.saturating_add(chunk.len());
            if length <= most {
                bytes.extend_from_slice(&chunk);
            }
        }
        if fields.len() == MOST_FIELDS || (name != FILE && length > most) {
            return Err(AppError::TooLarge);
        }
        if name != FILE {
            fields.push((name, String::from_utf8(bytes).map_err(|_| AppError::WrongType)?));
            continue;
        }
        if fields.iter().any(|(name, _)| name == FILE) {
            return Err(AppError::WrongType);
        }
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        fields.extend([(FILE.to_owned(), label.clone()), ("sha256".to_owned(), digest)]);
        file = match length {
            0 => Err(AppError::invalid(FILE, "Choose a file; this one is empty, or none was chosen")),
            _ if length > most => Err(AppError::invalid(
                FILE,
                format!("“{label}” is larger than 5 MB. Save the list alone, as .xlsx or .csv"),
            )),
            _ => Ok(File { name: label, bytes: bytes.into() }),
        };
    }
    Ok((form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish(), file))
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> AppError {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { AppError::TooLarge } else { AppError::WrongType }
}
