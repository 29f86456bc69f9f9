//! From the words of a certificate to its file.

use std::{collections::BTreeMap, sync::LazyLock};

use typst::syntax::Source;

use super::Certificate;
use crate::{
    PdfError,
    pdf::{self, Document},
};

static TEMPLATE: LazyLock<Result<Source, String>> = LazyLock::new(|| pdf::template(include_str!("certificate.typ")));

/// The certificate as a tagged PDF of one page. The same data gives the same bytes.
///
/// # Errors
/// The typesetter refused.
pub fn certificate(of: &Certificate) -> Result<Vec<u8>, PdfError> {
    let data = serde_json::to_vec(of).map_err(|error| PdfError::Refused(error.to_string()))?;
    let template = TEMPLATE.as_ref().map_err(|error| PdfError::Refused(error.clone()))?;
    let files = BTreeMap::from([("certificate.json".to_owned(), data)]);
    pdf::render(Document { name: &format!("certificate {}", of.code), template, files }).map_err(PdfError::Refused)
}
