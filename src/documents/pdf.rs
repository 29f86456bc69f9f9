//! Typst as a library: a template, its data files and the fonts of the binary in; a tagged PDF out.
//!
//! Data reaches a template as a JSON file of this closed world, never as markup: whatever a person typed is text.
//! Nothing else is reachable: no disk, no packages, no clock. So the same input gives the same bytes.

use std::{collections::BTreeMap, fmt::Write as _, sync::LazyLock, thread};

use typst::{
    Library, LibraryExt, World, comemo,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Noto Sans (Latin, Cyrillic, Uzbek letters) and Noto Sans JP; a template names them in this order.
static FONT_FILES: [&[u8]; 3] =
    [include_bytes!(env!("FONT_REGULAR")), include_bytes!(env!("FONT_BOLD")), include_bytes!(env!("FONT_JAPANESE"))];

/// Renderings after which a memoised result that nothing used is dropped: memory stays flat, and what is common to all
/// documents (fonts, the template) stays warm.
const KEPT: usize = 3;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FONT_FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// A template with the files that it reads.
pub struct Document<'a> {
    /// Names the document in the file, stably: same document, same name.
    pub name: &'a str,
    pub template: &'a Source,
    /// By the names that the template uses.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A template, read once for all the documents that are made from it.
///
/// # Errors
/// Typst refuses the name that every template gets here: a fault of the program, whatever the text.
pub fn template(text: &str) -> Result<Source, String> {
    let path = VirtualPath::new("main.typ").map_err(|error| format!("{error:?}"))?;
    Ok(Source::new(FileId::new(RootedPath::new(VirtualRoot::Project, path)), text.to_owned()))
}

/// # Errors
/// What Typst said: a fault of the template or of a picture, never of a text.
pub fn render(document: Document<'_>) -> Result<Vec<u8>, String> {
    let Document { name, template, files } = document;
    let files = files.into_iter().map(|(name, bytes)| (name, Bytes::new(bytes))).collect();
    let closed = Closed { main: template.clone(), files };
    let pages = typst::compile::<PagedDocument>(&closed).output.map_err(|errors| said(&errors))?;
    // A letter that none of the fonts has (an emoji in a remark) is not allowed in PDF/A. It must not keep an act from
    // being made: the file is then a plain tagged PDF.
    let archival = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|e| e.message().to_string())?;
    let bytes = typst_pdf::pdf(&pages, &options(name, archival))
        .or_else(|_| typst_pdf::pdf(&pages, &options(name, PdfStandards::default())))
        .map_err(|errors| said(&errors))?;
    // A tenth of the time goes into clearing up, and nobody needs to wait for that. Without a thread for it, the pages
    // are dropped here and what is remembered goes at the next rendering.
    let _ = thread::Builder::new().name("pdf-clearing".to_owned()).spawn(move || {
        drop(pages);
        comemo::evict(KEPT);
    });
    Ok(bytes)
}

fn options(name: &str, standards: PdfStandards) -> PdfOptions {
    PdfOptions {
        ident: Smart::Custom(name.to_owned()),
        creator: Smart::Custom(Some("UNODC equipment portal".to_owned())),
        standards,
        ..PdfOptions::default()
    }
}

/// A QR code as SVG, black on white, with its quiet zone. Level M: read from paper and from a screen.
///
/// # Errors
/// The text is longer than a QR code holds.
pub fn qr(text: &str) -> Result<Vec<u8>, String> {
    crate::qr::svg(text).map(String::into_bytes)
}

/// Everything that a template can reach.
struct Closed {
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl World for Closed {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(id.get().vpath().get_without_slash()).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn said(errors: &[SourceDiagnostic]) -> String {
    errors.iter().fold(String::new(), |mut text, error| {
        let _ = write!(text, "{}{}", if text.is_empty() { "" } else { "; " }, error.message);
        text
    })
}
