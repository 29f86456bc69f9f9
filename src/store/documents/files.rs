//! The files of a document: one PDF, or a picture of each page, in editions.

use domain::{Timestamp, Viewer, file::MediaType};

use super::find;
use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
    files::{self, StoredFile},
};

/// The pages of one edition.
pub(super) const MOST_PAGES: usize = 20;

/// A page of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    pub edition: i64,
    pub number: i64,
    pub media_type: MediaType,
    pub bytes: i64,
    pub recorded_at: Timestamp,
}

/// The pages of the newest edition; for those who read everything with the earlier ones behind.
pub(super) async fn of(tx: &mut Tx, viewer: &Viewer, document: i64) -> Result<Vec<FileRow>> {
    type Row = (i64, i64, Parsed<MediaType>, i64, i64);
    let rows: Vec<Row> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT f.edition, f.number, s.media_type, CAST(LENGTH(s.bytes) AS BIGINT), f.recorded_at FROM document_file f
         JOIN stored_file s ON s.sha256 = f.sha256 WHERE f.document_id = $1 ORDER BY f.edition DESC, f.number"
    )
    .bind(document)
    .fetch_all(c)
    })?;
    let newest = rows.first().map_or(0, |row| row.0);
    let readable = |edition: i64| edition == newest || viewer.sees_everything();
    let row = |(edition, number, media_type, bytes, recorded_at): Row| FileRow {
        edition,
        number,
        media_type: media_type.0,
        bytes,
        recorded_at: Timestamp(recorded_at),
    };
    Ok(rows.into_iter().map(row).filter(|row| readable(row.edition)).collect())
}

/// One page of a document's file. An earlier edition is for those who read everything.
///
/// # Errors
/// Not there, or not for this viewer: "not found".
pub async fn page(tx: &mut Tx, viewer: &Viewer, code: &str, edition: i64, number: i64) -> Result<StoredFile> {
    let document = find(tx, viewer, code).await?;
    let sha256: Option<String> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT f.sha256 FROM document_file f WHERE f.document_id = $1 AND f.edition = $2 AND f.number = $3
           AND ($4 OR f.edition = (SELECT MAX(e.edition) FROM document_file e WHERE e.document_id = f.document_id))"
    )
    .bind(document.id)
    .bind(edition)
    .bind(number)
    .bind(viewer.sees_everything())
    .fetch_optional(c))?;
    files::read(tx, &sha256.ok_or_else(Error::not_found)?).await
}

/// Keeps these pages as the next edition.
pub(super) async fn keep(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    document: i64,
    pages: &[(MediaType, &[u8])],
) -> Result<()> {
    if pages.len() > MOST_PAGES {
        return Err(Error::invalid(
            "file",
            format!("A document has at most {MOST_PAGES} pictures; send a PDF instead"),
        ));
    }
    let last: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT MAX(edition) FROM document_file WHERE document_id = $1")
            .bind(document)
            .fetch_one(c))?;
    for (number, (media_type, bytes)) in (1_i64..).zip(pages) {
        let sha256 = files::keep(tx, at, *media_type, bytes).await?;
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO document_file (document_id, edition, number, sha256, person_id, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        )
        .bind(document)
        .bind(last.unwrap_or(0) + 1)
        .bind(number)
        .bind(&sha256)
        .bind(viewer.person)
        .bind(at.0)
        .execute(c))?;
    }
    Ok(())
}
