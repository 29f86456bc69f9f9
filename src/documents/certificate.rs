//! The certificate of an activity, for everybody who completed it. It names nobody: the portal knows no participants, and the name
//! is written by hand on what is printed.
//!
//! Pure: data in, bytes out. Everything but the file itself compiles without the feature `pdf`.

#[cfg(feature = "pdf")]
use std::{collections::BTreeMap, sync::LazyLock};

use domain::activity::ActivityKind;
use serde::Serialize;

use crate::act::PdfError;
#[cfg(feature = "pdf")]
use crate::pdf;

#[cfg(feature = "pdf")]
static TEMPLATE: LazyLock<Result<typst::syntax::Source, String>> =
    LazyLock::new(|| pdf::template(include_str!("certificate.typ")));

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

/// The certificate as a tagged PDF of one page. The same data gives the same bytes.
///
/// # Errors
/// The typesetter refused; or this program was built without it.
#[cfg(feature = "pdf")]
pub fn certificate(of: &Certificate) -> Result<Vec<u8>, PdfError> {
    let data = serde_json::to_vec(of).map_err(|error| PdfError::Refused(error.to_string()))?;
    let template = TEMPLATE.as_ref().map_err(|error| PdfError::Refused(error.clone()))?;
    let files = BTreeMap::from([("certificate.json".to_owned(), data)]);
    pdf::render(pdf::Document { name: &format!("certificate {}", of.code), template, files }).map_err(PdfError::Refused)
}

/// The certificate as a PDF: not in this program.
///
/// # Errors
/// Always [`PdfError::NotBuilt`].
#[cfg(not(feature = "pdf"))]
pub fn certificate(_: &Certificate) -> Result<Vec<u8>, PdfError> {
    Err(PdfError::NotBuilt)
}
