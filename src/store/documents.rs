//! Documents: what binds or explains, with what it applies to.
//!
//! Who may read one follows from what it applies to, and that from facts about others (an allocation, a line for the agency):
//! it is asked when it is read, as for activities; there are few of them. What an agency or a donor may not read of the things
//! that a document applies to is not named to it either.

use domain::{
    Action, PartialDate, Viewer,
    document::{DocumentKind, Language, Readers, Subject},
    unit::UnitKind,
};

use crate::{Error, Parsed, Result, Tx, db::sql, list::Scope};

mod cited;
mod files;
mod links;
mod listed;
mod reach;
mod write;
pub use cited::{Evidence, cited, evidence};
pub use files::{FileRow, page};
pub(crate) use listed::{FOR_DONORS, FOR_OFFICERS, FOR_STAFF};
pub use listed::{Filters, filters, list};
pub(crate) use reach::{OF_AGENCY, OF_DONOR};
pub(crate) use write::DOCUMENT;
pub use write::{create, replace_file, restore, update, withdraw};

/// A document as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    pub id: i64,
    pub code: String,
    pub kind: DocumentKind,
    pub title: String,
    /// `None`: not published.
    pub number: Option<String>,
    pub issued_on: Option<PartialDate>,
    pub issuer: Option<String>,
    pub languages: Vec<Language>,
    pub address: Option<String>,
    /// Pages of its newest file; 0: there is none.
    pub pages: i64,
    /// Why it is withdrawn; staff alone read such a document.
    pub withdrawn: Option<String>,
}

/// A document with everything that the viewer may see of it.
#[derive(Debug, Clone)]
pub struct DocumentShow {
    pub document: DocumentRow,
    pub note: Option<String>,
    /// Who else may read it: told to those who read everything.
    pub readers: Option<Readers>,
    /// What it applies to, as far as the viewer reads that.
    pub links: Vec<LinkRow>,
    /// The newest file page by page; those who read everything have earlier editions behind it.
    pub files: Vec<FileRow>,
    /// The title and the code of the source.
    pub source: Option<(String, String)>,
    pub version: i64,
}

/// One thing that a document applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    pub subject: Subject,
    /// As its form names it: `IMT`, `IMT 2`, the number of a milestone.
    pub code: String,
    /// As people call it.
    pub name: String,
    /// The component of a phase or of a milestone.
    pub component: Option<String>,
    /// A donor reads which border an office is at, and has no page of it.
    pub has_page: bool,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    kind: Parsed<DocumentKind>,
    title: String,
    number: Option<String>,
    issued_on: Option<Parsed<PartialDate>>,
    issuer: Option<String>,
    languages: Option<String>,
    address: Option<String>,
    pages: i64,
    withdrawn: Option<String>,
}

#[derive(sqlx::FromRow)]
struct More {
    note: Option<String>,
    readers: Parsed<Readers>,
    source: Option<String>,
    source_code: Option<String>,
    version: i64,
}

/// Of a document `d`, which stands at the row `r` of its list.
const COLUMNS: &str = "d.id, d.code, d.kind, d.title, d.number, d.issued_on, d.issuer, d.address, d.withdrawn,
  (SELECT string_agg(g.language, ' ') FROM document_language g WHERE g.document_id = d.id) AS languages,
  (SELECT COUNT(*) FROM document_file f WHERE f.document_id = d.id
     AND f.edition = (SELECT MAX(e.edition) FROM document_file e WHERE e.document_id = d.id)) AS pages";
const JOINS: &str = "JOIN document d ON d.id = r.id";

impl From<Stored> for DocumentRow {
    fn from(row: Stored) -> Self {
        let said = row.languages.unwrap_or_default();
        let languages = Language::ALL.iter().copied().filter(|l| said.split(' ').any(|word| word == l.word()));
        DocumentRow {
            id: row.id,
            code: row.code,
            kind: row.kind.0,
            title: row.title,
            number: row.number,
            issued_on: row.issued_on.map(|date| date.0),
            issuer: row.issuer,
            languages: languages.collect(),
            address: row.address,
            pages: row.pages,
            withdrawn: row.withdrawn,
        }
    }
}

/// One document.
///
/// # Errors
/// Not there, or not for this viewer: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<DocumentShow> {
    let document = find(tx, viewer, code).await?;
    let more: More = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT d.note, d.readers, s.title AS source, s.code AS source_code, d.version FROM document d
         LEFT JOIN source s ON s.id = d.source_id WHERE d.id = $1"
    )
    .bind(document.id)
    .fetch_one(c))?;
    let links = links::of(tx, viewer, document.id).await?;
    let files = files::of(tx, viewer, document.id).await?;
    Ok(DocumentShow {
        document,
        note: more.note,
        readers: viewer.sees_everything().then_some(more.readers.0),
        links,
        files,
        source: more.source.zip(more.source_code),
        version: more.version,
    })
}

/// # Errors
/// Not there, or not for this viewer: "not found".
async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<DocumentRow> {
    viewer.may(Action::SeeDocuments)?;
    let known: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM document WHERE code = $1").bind(code).fetch_optional(c))?;
    let scope = Scope::from(viewer);
    let stored: Option<Stored> = listed::list_for(scope).one(tx, scope, known.ok_or_else(Error::not_found)?).await?;
    stored.map(DocumentRow::from).ok_or_else(Error::not_found)
}

/// Offices at the border have no page for donors.
fn has_page(kind: UnitKind, viewer: &Viewer) -> bool {
    !(viewer.is_donor() && kind == UnitKind::Blo)
}
