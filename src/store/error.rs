use std::fmt;

use domain::Refusal;

/// What a store function can answer besides its result.
#[derive(Debug)]
pub enum Error {
    /// A rule said no; the words are for the person who asked.
    Refused(Refusal),
    /// The database failed, or holds something that cannot be read. Logged with the request id, never shown.
    Database(sqlx::Error),
    /// A broken promise inside the portal, such as an unreadable demonstration file.
    Internal(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn not_found() -> Self {
        Self::Refused(Refusal::NotFound)
    }

    pub fn conflict(words: impl Into<String>) -> Self {
        Self::Refused(Refusal::conflict(words))
    }

    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Refused(Refusal::invalid(field, message))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused: {refusal:?}"),
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Internal(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Error {}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Turns a broken UNIQUE constraint of this statement into a message under `field`; everything else stays as it is.
/// (SQLite does not name the constraint, so the statement has to say which one it can be.)
pub fn unique(field: &'static str, message: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Error {
    move |error| match error.as_database_error() {
        Some(database) if database.is_unique_violation() => Error::invalid(field, message),
        _ => Error::Database(error),
    }
}

/// Turns a broken UNIQUE constraint of this statement into a conflict: somebody was faster.
pub(crate) fn taken(words: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Error {
    move |error| match error.as_database_error() {
        Some(database) if database.is_unique_violation() => Error::conflict(words),
        _ => Error::Database(error),
    }
}

/// The reason that a person has to give: kept with the decision for good, so an empty one is refused.
///
/// # Errors
/// Under the field `reason`: none was given (`words` says what is asked for), or it cannot be stored.
pub(crate) fn reason_given(typed: &str, words: &str) -> Result<String> {
    let mut checks = domain::Checks::default();
    let reason = checks.required("reason", typed, words);
    Ok(checks.finish(reason)?)
}
