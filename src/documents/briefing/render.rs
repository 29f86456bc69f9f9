//! From the words of a briefing to its file.

use std::{collections::BTreeMap, sync::LazyLock};

use typst::syntax::Source;

use super::Briefing;
use crate::{
    PdfError,
    pdf::{self, Document},
};

static TEMPLATE: LazyLock<Result<Source, String>> = LazyLock::new(|| pdf::template(include_str!("briefing.typ")));

/// The briefing as a tagged PDF. The same data gives the same bytes.
///
/// # Errors
/// The typesetter refused.
pub fn briefing(of: &Briefing) -> Result<Vec<u8>, PdfError> {
    let data = serde_json::to_vec(of).map_err(|error| PdfError::Refused(error.to_string()))?;
    let template = TEMPLATE.as_ref().map_err(|error| PdfError::Refused(error.clone()))?;
    let files =
        BTreeMap::from([("briefing.json".to_owned(), data), ("map.svg".to_owned(), of.drawing.clone().into_bytes())]);
    let name = format!("briefing {} {} {}", of.donor, of.as_of, of.lang);
    pdf::render(Document { name: &name, template, files }).map_err(PdfError::Refused)
}
