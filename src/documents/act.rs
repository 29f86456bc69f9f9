//! The Handover and Acceptance Act: what it says ([`ActData`]), how it is hashed, worded, checked and set as a PDF.
//!
//! Pure: data in, bytes out. The 15 blocks follow aid systems and money, §4.3. Everything but [`render`] compiles
//! without the feature `pdf`.

pub mod check;
pub mod clauses;
pub mod compare;
mod data;
mod facts;
mod faults;
mod hash;
mod labels;
mod redacted;
#[cfg(feature = "pdf")]
mod render;
#[cfg(test)]
mod sample;
mod sheet;
mod signatures;
mod view;
pub mod words;

pub use data::*;
pub use facts::of_facts;
pub use hash::content_hash;
pub use redacted::redacted;
#[cfg(feature = "pdf")]
pub use render::{Error, render};
pub use sheet::{Block, Sheet, SignBox, Table, sheet};
pub use signatures::of_signed;
pub(crate) use view::day_in_words;
pub use view::short_digest;

use serde::{Deserialize, Serialize};

use crate::PdfError;

/// The act as a tagged PDF. The same data gives the same bytes. Takes tens of milliseconds of a processor.
///
/// # Errors
/// See [`PdfError`].
#[cfg(feature = "pdf")]
pub fn pdf(act: &ActData, languages: Languages) -> Result<Vec<u8>, PdfError> {
    render(act, languages).map_err(|error| PdfError::Refused(error.to_string()))
}

/// The act as a tagged PDF: not in this program.
///
/// # Errors
/// Always [`PdfError::NotBuilt`].
#[cfg(not(feature = "pdf"))]
pub fn pdf(_: &ActData, _: Languages) -> Result<Vec<u8>, PdfError> {
    Err(PdfError::NotBuilt)
}

/// An issued version as it is shown and printed.
///
/// # Errors
/// The stored content cannot be read.
pub fn of_version(version: &store::acts::VersionRow) -> Result<ActData, String> {
    let content = serde_json::from_value(version.content.clone()).map_err(|error| error.to_string())?;
    let url = format!("{}/verify/{}", version.origin, version.code);
    Ok(ActData { content, signatures: Vec::new(), verify: Verify { code: version.code.clone(), url } })
}

/// A language of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "en")]
    English,
    #[serde(rename = "ru")]
    Russian,
    /// In Latin letters.
    #[serde(rename = "uz")]
    Uzbek,
}

impl Language {
    pub const ALL: [Language; 3] = [Language::English, Language::Russian, Language::Uzbek];

    /// ISO 639-1, as in `lang` of HTML and PDF.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Russian => "ru",
            Language::Uzbek => "uz",
        }
    }
}

/// Which version of the act is set. Both say the same content and carry the same content hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Languages {
    /// English and Russian side by side: the version that is signed.
    EnglishRussian,
    Uzbek,
}

impl Languages {
    pub fn all(self) -> &'static [Language] {
        match self {
            Languages::EnglishRussian => &[Language::English, Language::Russian],
            Languages::Uzbek => &[Language::Uzbek],
        }
    }

    /// For names of files: `en-ru`, `uz`.
    pub fn name(self) -> &'static str {
        match self {
            Languages::EnglishRussian => "en-ru",
            Languages::Uzbek => "uz",
        }
    }
}
