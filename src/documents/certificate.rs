//! The certificate of an activity, for everybody who completed it. It names nobody: the portal knows no participants, and the name
//! is written by hand on what is printed.
//!
//! Pure: data in, bytes out. Everything but the file itself compiles without the feature `pdf`.

use domain::activity::ActivityKind;
use serde::Serialize;

#[cfg(feature = "pdf")]
mod render;
#[cfg(feature = "pdf")]
pub use render::certificate;

/// What a certificate says, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    pub code: String,
    /// "the training", "the study visit".
    pub kind: String,
    pub title: String,
    /// `15 Apr 2019 to 17 Apr 2019`; `None`: no date is known.
    pub dates: Option<String>,
    pub place: Option<String>,
    pub topics: Vec<String>,
    pub organisers: Vec<String>,
    /// Kinds of equipment.
    pub qualifies_for: Vec<String>,
}

impl Certificate {
    /// `the joint operation`
    pub fn kind_in_words(kind: ActivityKind) -> String {
        format!("the {}", kind.word())
    }
}

/// The certificate as a PDF: not in this program.
///
/// # Errors
/// Always [`crate::PdfError::NotBuilt`].
#[cfg(not(feature = "pdf"))]
pub fn certificate(_: &Certificate) -> Result<Vec<u8>, crate::PdfError> {
    Err(crate::PdfError::NotBuilt)
}
