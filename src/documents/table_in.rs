//! Tables that come in: a spreadsheet (`.xlsx`), a CSV file, or rows pasted from one.
//!
//! They are read in a confined child (see [`crate::confined`]); rows come out of it as lines of JSON. Nothing is left out or
//! filled in without being said: what was read, and how, stands in the [`Reading`].

#[cfg(test)]
mod cases;
mod encoding;
mod gathered;
mod reader;
pub(crate) mod text;
mod xlsx;
mod zipped;

use std::io::Write;

pub use crate::confined::Unreadable;
pub use domain::packing::{Cell, How, Reading, Sheet};
pub use encoding::ENCODINGS;
pub use reader::Reader;

use gathered::Gathered;
use serde::{Deserialize, Serialize};

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 5 * 1024 * 1024;

/// How the bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Xlsx,
    /// Comma, semicolon or tab between the cells, in any of the usual encodings.
    Csv,
    /// The same, copied from a program: a quotation mark that is not closed is a letter there.
    Pasted,
}

impl Kind {
    /// What a file is by its first bytes; its name says nothing that could be trusted.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK") { Kind::Xlsx } else { Kind::Csv }
    }
}

/// How much a table may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Rows with something in them, with the heading.
    pub rows: usize,
    pub columns: usize,
    /// Characters of one cell.
    pub cell: usize,
    /// Bytes of all cells together.
    pub text: usize,
    /// Bytes of all parts of a spreadsheet once they are unzipped.
    pub unzipped: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { rows: 5_001, columns: 60, cell: 2_000, text: 8 * 1024 * 1024, unzipped: 32 * 1024 * 1024 }
    }
}

/// A row with something in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// Where it stands in the file, counted from 1.
    pub number: u64,
    /// Trimmed; empty cells at the end are left out.
    pub cells: Vec<Cell>,
}

/// A table, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub rows: Vec<TableRow>,
    pub reading: Reading,
}

/// A line that comes out of the child. Without a last line the child has died, and the file is refused.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Row(TableRow),
    /// Every row was written.
    Done(usize, Reading),
    /// Why nothing is read, in words for a person.
    Refused(String),
}

/// The child's answer: its rows, or why there are none.
pub(crate) fn answer(
    kind: Kind,
    how: &How,
    bytes: Vec<u8>,
    limits: Limits,
    output: &mut impl Write,
) -> Result<(), String> {
    let mut write = |line: &Line| -> Result<(), String> {
        let line = serde_json::to_string(line).map_err(|e| e.to_string())?;
        writeln!(output, "{line}").map_err(|e| e.to_string())
    };
    let table = match kind {
        Kind::Xlsx => xlsx::read(bytes, how, limits),
        Kind::Csv | Kind::Pasted => text::read(&bytes, kind, how, limits),
    };
    match table {
        Ok(Table { rows, reading }) => {
            let count = rows.len();
            for row in rows {
                write(&Line::Row(row))?;
            }
            write(&Line::Done(count, reading))
        }
        Err(words) => write(&Line::Refused(words)),
    }
}
