//! The Handover and Acceptance Act: what it says ([`ActData`]), how it is hashed, worded, checked and set as a PDF.
//!
//! Pure: data in, bytes out. The 15 blocks follow aid systems and money, §4.3. Everything but [`render`] compiles
//! without the feature `pdf`.

pub mod clauses;
pub mod compare;
mod data;
mod faults;
mod hash;
#[cfg(any(test, feature = "pdf"))]
mod labels;
#[cfg(feature = "pdf")]
mod render;
#[cfg(test)]
mod sample;
#[cfg(any(test, feature = "pdf"))]
mod view;
pub mod words;

pub use data::*;
pub use hash::content_hash;
#[cfg(feature = "pdf")]
pub use render::{Error, render};

use serde::{Deserialize, Serialize};

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
