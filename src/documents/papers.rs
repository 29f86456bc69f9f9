//! PDFs that come in: scans of signed paper.
//!
//! A scan is kept as it was sent, because it is evidence; so it is looked through first. What could act when somebody opens
//! it (scripts, actions that start something or send something, embedded files, forms, films) refuses the whole file. That
//! happens in a confined child (see [`crate::confined`]): a PDF of a few kilobytes can unpack to gigabytes.

mod look;

use std::{io::Write, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::confined::{Confined, Job, Unreadable, Work};

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 15 * 1024 * 1024;
/// Pages of one file.
pub const MOST_PAGES: usize = 60;
/// Bytes of address space of the child.
const MEMORY: u64 = 512 * 1024 * 1024;
const CPU_SECONDS: u64 = 8;
const LARGEST_ANSWER: u64 = 64 * 1024;

/// The answer that comes out of the child.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Found {
    Harmless {
        pages: usize,
    },
    /// Why it is not kept, in words for a person.
    Refused(String),
}

/// Looks through PDFs in children of this program.
#[derive(Clone, Debug)]
pub struct Papers(Confined);

impl Papers {
    /// `program` answers to `worker` with [`crate::confined::child::run`].
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Papers(Confined::new(program))
    }

    /// Children of the program that is running.
    ///
    /// # Errors
    /// The system does not say where it is.
    pub fn own() -> Result<Self, String> {
        Confined::own().map(Papers)
    }

    /// Answers how many pages the PDF has.
    ///
    /// # Errors
    /// It is no PDF or not a whole one, is encrypted or too large, holds something that could act, or the child cannot be
    /// started.
    pub async fn look_through(&self, bytes: &[u8]) -> Result<usize, Unreadable> {
        if bytes.len() > LARGEST_FILE {
            return Err(Unreadable::Refused("The PDF is larger than 15 MB. Scan with a lower resolution".to_owned()));
        }
        if !is_pdf(bytes) {
            return Err(Unreadable::Refused("This is no PDF. Choose the scan of the paper".to_owned()));
        }
        let job = Job { work: Work::Paper, input: LARGEST_FILE as u64, memory: MEMORY, cpu_seconds: CPU_SECONDS };
        let answer = self.0.ask(&job, bytes, LARGEST_ANSWER).await?;
        match answer.and_then(|answer| serde_json::from_slice(&answer).ok()) {
            Some(Found::Harmless { pages }) => Ok(pages),
            Some(Found::Refused(words)) => Err(Unreadable::Refused(words)),
            None => Err(Unreadable::Refused(
                "This PDF takes more memory or time to read than a scan needs. Scan the paper again".to_owned(),
            )),
        }
    }
}

/// By content, not by name; the mark stands at the very beginning, so that the file is nothing else in front of it.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// The child's answer.
pub(crate) fn answer(bytes: &[u8], output: &mut impl Write) -> Result<(), String> {
    let found = match look::look_through(bytes) {
        Ok(pages) => Found::Harmless { pages },
        Err(words) => Found::Refused(words),
    };
    serde_json::to_writer(output, &found).map_err(|e| e.to_string())
}
