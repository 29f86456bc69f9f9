//! The parent's side: hands a table to a confined child, and takes rows from it.

use std::path::PathBuf;

use super::{How, Kind, LARGEST_FILE, Limits, Line, Table};
use crate::confined::{Confined, Job, Unreadable, Work};

/// Bytes of address space of the child.
const MEMORY: u64 = 512 * 1024 * 1024;
const CPU_SECONDS: u64 = 8;
/// Bytes of an answer: the text that is allowed, and its quotation marks.
const LARGEST_ANSWER: u64 = 24 * 1024 * 1024;

/// Reads tables in children of this program.
#[derive(Clone, Debug)]
pub struct Reader(Confined);

impl Reader {
    /// `program` answers to `worker` with [`crate::confined::child::run`].
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Reader(Confined::new(program))
    }

    /// Children of the program that is running.
    ///
    /// # Errors
    /// The system does not say where it is.
    pub fn own() -> Result<Self, String> {
        Confined::own().map(Reader)
    }

    /// The rows of a table that have something in them, and how they were read.
    ///
    /// # Errors
    /// It cannot be read, takes too much memory or time, or the child cannot be started.
    pub async fn read(&self, kind: Kind, how: &How, bytes: &[u8]) -> Result<Table, Unreadable> {
        if bytes.len() > LARGEST_FILE {
            return Err(Unreadable::Refused("The file is larger than 5 MB. Split it into several lists".to_owned()));
        }
        let work = Work::Table { kind, how: how.clone(), limits: Limits::default() };
        let job = Job { work, input: LARGEST_FILE as u64, memory: MEMORY, cpu_seconds: CPU_SECONDS };
        match self.0.ask(&job, bytes, LARGEST_ANSWER).await? {
            Some(answer) => table(&answer),
            None => Err(too_much()),
        }
    }
}

/// The table, if the child came to its end.
fn table(answer: &[u8]) -> Result<Table, Unreadable> {
    let mut rows = Vec::new();
    for line in answer.split(|byte| *byte == b'\n') {
        match serde_json::from_slice(line) {
            Ok(Line::Row(row)) => rows.push(row),
            Ok(Line::Done(count, reading)) if count == rows.len() => return Ok(Table { rows, reading }),
            Ok(Line::Refused(words)) => return Err(Unreadable::Refused(words)),
            _ => break,
        }
    }
    Err(too_much())
}

fn too_much() -> Unreadable {
    let words = "This file takes more memory or time to read than a packing list needs. Save the list alone as .csv, or paste its rows";
    Unreadable::Refused(words.to_owned())
}
