//! Tables that come in: a spreadsheet (`.xlsx`), a CSV file, or rows pasted from one.
//!
//! They are read in a confined child (see [`crate::confined`]); rows come out of it as lines of JSON.

mod encoding;
mod reader;
mod text;
mod xlsx;
mod zipped;

use std::io::Write;

pub use crate::confined::Unreadable;
pub use reader::Reader;

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
    pub cells: Vec<String>,
}

/// A line that comes out of the child. Without a last line the child has died, and the file is refused.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Row(TableRow),
    /// Every row was written.
    Done(usize),
    /// Why nothing is read, in words for a person.
    Refused(String),
}

/// The child's answer: its rows, or why there are none.
pub(crate) fn answer(kind: Kind, bytes: Vec<u8>, limits: Limits, output: &mut impl Write) -> Result<(), String> {
    let mut write = |line: &Line| -> Result<(), String> {
        let line = serde_json::to_string(line).map_err(|e| e.to_string())?;
        writeln!(output, "{line}").map_err(|e| e.to_string())
    };
    let rows = match kind {
        Kind::Xlsx => xlsx::read(bytes, limits),
        Kind::Csv => text::read(&bytes, limits),
    };
    match rows {
        Ok(rows) => {
            let count = rows.len();
            for row in rows {
                write(&Line::Row(row))?;
            }
            write(&Line::Done(count))
        }
        Err(words) => write(&Line::Refused(words)),
    }
}

/// Gathers rows within the limits.
struct Gathered {
    limits: Limits,
    rows: Vec<TableRow>,
    text: usize,
}

impl Gathered {
    fn new(limits: Limits) -> Self {
        Gathered { limits, rows: Vec::new(), text: 0 }
    }

    /// Notes a row, unless it is empty.
    fn push(&mut self, number: u64, mut cells: Vec<String>) -> Result<(), String> {
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if self.rows.len() == self.limits.rows {
            return Err(format!("The table has more than {} rows. Split it into several lists", self.limits.rows - 1));
        }
        if cells.len() > self.limits.columns {
            return Err(format!(
                "Row {number} has more than {} columns. Remove what is not needed",
                self.limits.columns
            ));
        }
        if cells.iter().any(|cell| cell.chars().count() > self.limits.cell) {
            return Err(format!("A cell in row {number} has more than {} characters. Shorten it", self.limits.cell));
        }
        self.text += cells.iter().map(String::len).sum::<usize>();
        if self.text > self.limits.text {
            return Err("The table holds too much text. Split it into several lists".to_owned());
        }
        self.rows.push(TableRow { number, cells });
        Ok(())
    }

    fn finish(self) -> Result<Vec<TableRow>, String> {
        if self.rows.is_empty() { Err("There is nothing in this table".to_owned()) } else { Ok(self.rows) }
    }
}
