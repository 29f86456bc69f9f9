//! The one error that leaves the portal. What it says is meant for the person; what happened inside is logged.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{FieldError, Refusal};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum AppError {
    /// 404: not there, or out of scope; the two look the same.
    NotFound,
    /// 401: sign in first.
    LoginRequired,
    /// 403: this role does not do that, or the request came from another site.
    Forbidden,
    /// 409: somebody was faster; says who and when where known.
    Conflict { message: String },
    /// 422: what was typed, field by field.
    Invalid { fields: Vec<FieldError> },
    /// 413
    TooLarge,
    /// 415
    WrongType,
    /// 429: somebody who is not signed in asks too often.
    TooMany,
    /// 503: come back in a moment.
    Busy,
    /// 500: logged with the request id; nothing else leaves.
    Internal,
}

impl AppError {
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        AppError::Invalid { fields: vec![FieldError { field: field.into(), message: message.into() }] }
    }

    /// A form that no page of the portal makes; said under `field`, or over the form.
    pub fn unreadable(field: &str) -> Self {
        AppError::invalid(field, "The form could not be read. Open it again and send it once more.")
    }

    /// Logs what happened (the log line carries the request id) and answers nothing of it.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "internal error");
        AppError::Internal
    }

    pub fn status(&self) -> StatusCode {
        match self {
            AppError::NotFound => StatusCode::NOT_FOUND,
            AppError::LoginRequired => StatusCode::UNAUTHORIZED,
            AppError::Forbidden => StatusCode::FORBIDDEN,
            AppError::Conflict { .. } => StatusCode::CONFLICT,
            AppError::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            AppError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            AppError::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            AppError::TooMany => StatusCode::TOO_MANY_REQUESTS,
            AppError::Busy => StatusCode::SERVICE_UNAVAILABLE,
            AppError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Title and sentence of the error's page.
    pub fn words(&self) -> (&'static str, String) {
        match self {
            AppError::NotFound => (
                "Page not found",
                "There is nothing at this address, or it is not yours to see. Check the address.".to_owned(),
            ),
            AppError::LoginRequired => {
                ("Sign in to go on", "Your session has ended. What you typed is kept; sign in to continue.".to_owned())
            }
            AppError::Forbidden => (
                "Not allowed",
                "Your account does not have this page or action. Ask an administrator if you need it.".to_owned(),
            ),
            AppError::Conflict { message } => ("Not possible now", message.clone()),
            AppError::Invalid { fields } => {
                ("Check what you entered", fields.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join(" "))
            }
            AppError::TooLarge => {
                ("Too large", "What was sent is larger than this form takes. Shorten it and send it again.".to_owned())
            }
            AppError::WrongType => {
                ("Not readable", "The portal reads forms here. Use the form on the page.".to_owned())
            }
            AppError::TooMany => (
                "Too many at once",
                "Your network asked for this very often within a minute. Wait a minute and try again.".to_owned(),
            ),
            AppError::Busy => {
                ("Busy", "The portal could not do this just now. Wait a moment and try again.".to_owned())
            }
            AppError::Internal => (
                "Something failed",
                "The portal could not do this; nothing was changed. Tell the administrator the number below."
                    .to_owned(),
            ),
        }
    }

    /// The mistakes as a form shows them: a conflict stands over the whole form.
    pub fn field_errors(&self) -> Vec<FieldError> {
        match self {
            AppError::Invalid { fields } => fields.clone(),
            other => vec![FieldError { field: String::new(), message: other.words().1 }],
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => AppError::NotFound,
            Refusal::Forbidden => AppError::Forbidden,
            Refusal::Conflict(message) => AppError::Conflict { message },
            Refusal::Invalid(fields) => AppError::Invalid { fields },
        }
    }
}

impl From<store::Error> for AppError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Refused(refusal) => refusal.into(),
            store::Error::Busy(error) => {
                // A full disk says “busy” as well, and somebody has to see to it.
                tracing::error!(%error, "the database could not do it just now");
                AppError::Busy
            }
            other => AppError::internal(other),
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    /// The framework's own errors carry parser texts; they are dropped.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                AppError::unreadable("")
            }
            other => AppError::internal(other),
        }
    }

    fn status_code(&self) -> StatusCode {
        self.status()
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words().1)
    }
}

/// Carries the error to the guard, which shows it as a page or as JSON; the body here is only a fallback.
impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = (self.status(), self.words().1).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
