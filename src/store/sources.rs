//! Where published facts come from.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    source::{SourceChoice, code_of},
};

use crate::{
    Error, Result, Tx,
    db::sql,
    error::unique,
    facts::{self, Table, ToldBy, rows},
};

/// A source for a form's list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SourceRow {
    pub code: String,
    pub title: String,
}

/// The sources, by title, for whoever records facts.
///
/// # Errors
/// Staff only.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<SourceRow>> {
    viewer.may(Action::ManageGrants)?;
    Ok(sql!(tx, |c| sqlx::query_as("SELECT code, title FROM source ORDER BY title, code").fetch_all(c))?)
}

/// Adds a source: a newsletter, a release, an Exchange of Notes.
///
/// # Errors
/// Only staff do this; the code is taken.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, title: &str) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let id: i64 =
        sql!(&mut *tx, |c| sqlx::query_scalar("INSERT INTO source (code, title) VALUES ($1, $2) RETURNING id")
            .bind(code)
            .bind(title)
            .fetch_one(c))
        .map_err(unique("code", "There is already a source with this code"))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &SOURCE, id).await?;
    Ok(id)
}

pub(crate) static SOURCE: Table = Table::new(
    "source",
    Entity::Source,
    ToldBy::Key,
    rows!("SELECT s.id AS _id, s.code AS _key, s.title FROM source s", "s.id"),
);

/// # Errors
/// There is no such source.
pub async fn id(tx: &mut Tx, code: &str) -> Result<i64> {
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM source WHERE code = $1").bind(code).fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid("source", format!("There is no source “{code}”")))
}

/// The same for a fact that may have no source.
///
/// # Errors
/// There is no such source.
pub async fn optional_id(tx: &mut Tx, code: Option<&str>) -> Result<Option<i64>> {
    match code {
        Some(code) => id(tx, code).await.map(Some),
        None => Ok(None),
    }
}

/// The code of the source that a form names. A new title is added, with a code made from it; a title that is known
/// already stays one source.
///
/// # Errors
/// Staff only; there is no such source.
pub async fn named(tx: &mut Tx, viewer: &Viewer, at: Timestamp, choice: &SourceChoice) -> Result<String> {
    viewer.may(Action::ManageGrants)?;
    let title = match choice {
        SourceChoice::Known(code) => return id(tx, code).await.map(|_| code.clone()),
        SourceChoice::New(title) => title,
    };
    let known = list(tx, viewer).await?;
    if let Some(source) = known.iter().find(|source| source.title == *title) {
        return Ok(source.code.clone());
    }
    let base = code_of(title);
    let numbered = (2..).map(|number: usize| format!("{base}-{number}"));
    let free = |code: &String| known.iter().all(|source| source.code != *code);
    // Writers are queued (see Db::write), so nobody else takes the same code.
    let code = std::iter::once(base.clone()).chain(numbered).find(free).unwrap_or(base);
    add(tx, viewer, at, &code, title).await?;
    Ok(code)
}

/// The id of the source that a form names, of a fact that may have none: see [`named`].
///
/// # Errors
/// As [`named`].
pub async fn chosen(tx: &mut Tx, viewer: &Viewer, at: Timestamp, choice: Option<&SourceChoice>) -> Result<Option<i64>> {
    let Some(choice) = choice else { return Ok(None) };
    let code = named(tx, viewer, at, choice).await?;
    id(tx, &code).await.map(Some)
}
