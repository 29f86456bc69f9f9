//! Files out and files in. Native; knows `domain` (and, where a file shows records, `store`), never the web.
//!
//! What comes in is somebody else's: every reader has limits, names the line and the typed text of each mistake, and writes
//! nothing; what is read is handed to the store by whoever asked.

#[cfg(test)]
extern crate self as documents; // `act/sample.rs` is built into the bench as well, where the crate has this name

pub mod act;
pub mod briefing;
pub mod certificate;
pub mod confined;
pub mod formula;
pub mod list_xlsx;
pub mod map;
pub mod papers;
#[cfg(feature = "pdf")]
mod pdf;
pub mod pictures;
pub mod qr;
pub mod rates_in;
pub mod statement;
pub mod statement_csv;
pub mod statement_xlsx;
pub mod table_in;
mod xlsx_out;

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PdfError {
    /// This program was built without the typesetter (feature `pdf`).
    NotBuilt,
    /// What it would say contradicts itself, or the typesetter refused; in words.
    Refused(String),
}
