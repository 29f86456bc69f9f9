use std::fmt;

use domain::Refusal;
use sqlx::sqlite::SqliteError;

/// What a store function can answer besides its result.
#[derive(Debug)]
pub enum Error {
    /// A rule said no; the words are for the person who asked.
    Refused(Refusal),
    /// The database cannot do it just now: somebody else holds the writer for too long, the disk is full, the server starts
    /// again. The same may be sent again with the same submission key: whether or not it was done, it counts once.
    Busy(sqlx::Error),
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

    /// The same words under the name that this form has for the field.
    pub(crate) fn under(mut self, field: &str) -> Self {
        if let Self::Refused(Refusal::Invalid(errors)) = &mut self {
            errors.iter_mut().for_each(|error| error.field = field.to_owned());
        }
        self
    }

    /// Whoever names what it may not know of, or what is not there, is told that alone; a database that fails says so.
    pub(crate) fn or_not_found(self) -> Self {
        if matches!(self, Self::Refused(_)) { Self::not_found() } else { self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused: {refusal:?}"),
            Self::Busy(error) => write!(f, "busy: {error}"),
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Internal(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Error {}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if passes(&error) { Self::Busy(error) } else { Self::Database(error) }
    }
}

/// Whether the same may go well a moment later.
fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => true,
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            if database.try_downcast_ref::<SqliteError>().is_some() {
                // BUSY, LOCKED, FULL; an extended code has its kind in the lowest byte.
                return code.parse::<i32>().is_ok_and(|code| matches!(code & 0xFF, 5 | 6 | 13));
            }
            // Connection lost, waited too long for a lock, out of space or connections, stopping or starting.
            ["08", "53", "57P0"].iter().any(|class| code.starts_with(class))
                || matches!(code.as_ref(), "55P03" | "40001" | "40P01")
        }
        _ => false,
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
        _ => error.into(),
    }
}

/// Turns a broken UNIQUE constraint of this statement into a conflict: somebody was faster.
pub(crate) fn taken(words: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Error {
    move |error| match error.as_database_error() {
        Some(database) if database.is_unique_violation() => Error::conflict(words),
        _ => error.into(),
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
