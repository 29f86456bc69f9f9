//! From the data of an act to its file.

use std::{collections::BTreeMap, fmt, sync::LazyLock};

use typst::syntax::Source;

use super::{ActData, Drawing, Languages, check, view};
use crate::pdf::{self, Document};

static TEMPLATE: LazyLock<Result<Source, String>> = LazyLock::new(|| pdf::template(include_str!("act.typ")));

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// What the act says contradicts itself: see [`ActData::faults`].
    Faults(Vec<String>),
    /// The typesetter refused. A fault of the program, not of the data.
    Typesetting(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Faults(faults) => f.write_str(&faults.join("; ")),
            Error::Typesetting(message) => write!(f, "The act could not be typeset: {message}"),
        }
    }
}

impl std::error::Error for Error {}

/// The act as a tagged PDF. The same data gives the same bytes.
///
/// # Errors
/// The data contradicts itself, or the typesetter refuses.
pub fn render(act: &ActData, languages: Languages) -> Result<Vec<u8>, Error> {
    let faults = act.faults();
    if !faults.is_empty() {
        return Err(Error::Faults(faults));
    }
    let mut view = view::of(act, languages.all());
    view["stamp"] = check::stamp(act, languages).into();
    let data = serde_json::to_vec(&view).map_err(|error| Error::Typesetting(error.to_string()))?;
    let qr = pdf::qr(&act.verify.url).map_err(Error::Typesetting)?;
    let mut files = BTreeMap::from([("act.json".to_owned(), data), ("qr.svg".to_owned(), qr)]);
    for (index, signature) in act.signatures.iter().enumerate() {
        if let Some(Drawing { path, width, height }) = &signature.drawing {
            files.insert(view::drawing_name(index), drawing(path, *width, *height));
        }
    }
    let name = check::stamp(act, languages);
    let template = TEMPLATE.as_ref().map_err(|error| Error::Typesetting(error.clone()))?;
    pdf::render(Document { name: &name, template, files }).map_err(Error::Typesetting)
}

/// The path was checked to be one, see [`ActData::faults`].
fn drawing(path: &str, width: u32, height: u32) -> Vec<u8> {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\"><path d=\"{path}\" fill=\"none\" \
         stroke=\"#0b2a6b\" stroke-width=\"2.5\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>"
    )
    .into_bytes()
}
