//! CSV, with the separator that a person's spreadsheet expects.

use axum::http::HeaderMap;
use csv::{Terminator, WriterBuilder};

use super::Field;
use crate::{AppError, cookies};

pub const KIND: &str = "text/csv; charset=utf-8";
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// The cookie that remembers it.
pub const COOKIE: &str = "separator";

/// What stands between two fields. Excel takes the one of the country that it is set to: a semicolon where a comma stands before
/// decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Separator {
    #[default]
    Comma,
    Semicolon,
}

impl Separator {
    pub const ALL: [Separator; 2] = [Separator::Comma, Separator::Semicolon];
    pub const COOKIE: &str = COOKIE;

    pub fn of(headers: &HeaderMap) -> Self {
        cookies::get(headers, COOKIE).and_then(|word| Self::parse(&word)).unwrap_or_default()
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|separator| separator.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Separator::Comma => "comma",
            Separator::Semicolon => "semicolon",
        }
    }

    fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
        }
    }
}

/// The head and the first rows.
///
/// # Errors
/// A bug: memory takes whatever is written.
pub fn whole(head: &[String], rows: &[Vec<Field>], separator: Separator) -> Result<String, AppError> {
    let mut writer = builder(separator).from_writer(Vec::new());
    writer.write_record(head).map_err(AppError::internal)?;
    let bytes = writer.into_inner().map_err(AppError::internal)?;
    let head = String::from_utf8(bytes).map_err(AppError::internal)?;
    Ok(format!("{BYTE_ORDER_MARK}{head}{}", lines(rows, separator)?))
}

/// The rows without a head.
///
/// # Errors
/// As [`whole`].
pub fn lines(rows: &[Vec<Field>], separator: Separator) -> Result<String, AppError> {
    let mut writer = builder(separator).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(Field::written)).map_err(AppError::internal)?;
    }
    String::from_utf8(writer.into_inner().map_err(AppError::internal)?).map_err(AppError::internal)
}

fn builder(separator: Separator) -> WriterBuilder {
    let mut builder = WriterBuilder::new();
    builder.terminator(Terminator::CRLF).delimiter(separator.byte());
    builder
}
