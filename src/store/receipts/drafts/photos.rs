//! Photos of a line that is being counted.

use domain::{
    Timestamp, Viewer,
    file::MediaType,
    handover::draft::Deed,
    receipt::{DraftEdit, MOST_PHOTOS},
};
use sha2::{Digest, Sha256};

use super::{changed, permitted, row, save};
use crate::{
    Error, Result, StoredFile, Tx,
    changes::hex,
    db::{sql, touch},
    receipts::standing::standing,
};

/// A photo that waits for its receipt.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DraftPhoto {
    pub line: i64,
    pub bytes: Vec<u8>,
}

/// Adds photos, each to a line that is still counted: at most [`MOST_PHOTOS`] a line. The same photo is added once. Answers
/// their digests.
///
/// # Errors
/// As [`super::save`]; a line that is not awaited; too many.
pub async fn add_photos(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    edit: &DraftEdit,
    photos: &[(i64, &[u8])],
) -> Result<Vec<String>> {
    save::save(tx, viewer, at, code, edit).await?;
    let (stands, draft) = permitted(tx, viewer, code, Deed::Save).await?;
    let draft = draft.ok_or_else(Error::not_found)?.id;
    let mut digests = Vec::with_capacity(photos.len());
    for (line, bytes) in photos {
        let name: Option<String> = sql!(&mut *tx, |c| {
            sqlx::query_scalar(
            "SELECT i.name FROM line l JOIN item i ON i.id = l.item_id
             WHERE l.id = $1 AND l.round_id = $2 AND l.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $3) AND l.outstanding > 0"
        )
        .bind(line)
        .bind(stands.round)
        .bind(stands.agency)
        .fetch_optional(c)
        })?;
        let Some(name) = name else {
            return Err(Error::conflict("A line of these photos was counted meanwhile. Open the form again."));
        };
        let sha256 = hex(&Sha256::digest(bytes));
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO receipt_draft_photo (draft_id, line_id, sha256, bytes, added_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (draft_id, line_id, sha256) DO NOTHING"
        )
        .bind(draft)
        .bind(line)
        .bind(&sha256)
        .bind(*bytes)
        .bind(at.0)
        .execute(c))?;
        let there: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
            "SELECT COUNT(*) FROM receipt_draft_photo WHERE draft_id = $1 AND line_id = $2"
        )
        .bind(draft)
        .bind(line)
        .fetch_one(c))?;
        if there > MOST_PHOTOS as i64 {
            let words = format!("“{name}” would have {there} photos; a line takes {MOST_PHOTOS}. Choose fewer");
            return Err(Error::invalid("lines", words));
        }
        digests.push(sha256);
    }
    changed(tx, draft).await?;
    Ok(digests)
}

/// Takes a photo out of the draft.
///
/// # Errors
/// As [`super::save`].
pub async fn remove_photo(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    edit: &DraftEdit,
    line: i64,
    sha256: &str,
) -> Result<()> {
    save::save(tx, viewer, at, code, edit).await?;
    let (_, draft) = permitted(tx, viewer, code, Deed::Save).await?;
    let draft = draft.ok_or_else(Error::not_found)?.id;
    touch!(&mut *tx, |c| sqlx::query(
        "DELETE FROM receipt_draft_photo WHERE draft_id = $1 AND line_id = $2 AND sha256 = $3"
    )
    .bind(draft)
    .bind(line)
    .bind(sha256)
    .execute(c))?;
    changed(tx, draft).await
}

/// Two lines of a draft exchange their photos.
pub(super) async fn exchange(tx: &mut Tx, draft: i64, one: i64, other: i64) -> Result<()> {
    // By way of new rows: the key holds the line, and both lines can have the same photo.
    let photos: Vec<(i64, String, Vec<u8>, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT line_id, sha256, bytes, added_at FROM receipt_draft_photo WHERE draft_id = $1 AND line_id IN ($2, $3)"
    )
    .bind(draft)
    .bind(one)
    .bind(other)
    .fetch_all(c)
    })?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM receipt_draft_photo WHERE draft_id = $1 AND line_id IN ($2, $3)")
        .bind(draft)
        .bind(one)
        .bind(other)
        .execute(c))?;
    for (line, sha256, bytes, added_at) in photos {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO receipt_draft_photo (draft_id, line_id, sha256, bytes, added_at) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(draft)
        .bind(if line == one { other } else { one })
        .bind(&sha256)
        .bind(&bytes)
        .bind(added_at)
        .execute(c))?;
    }
    Ok(())
}

/// A photo of the draft, for everybody who may count these goods.
///
/// # Errors
/// As [`super::find`]; "not found".
pub async fn photo(tx: &mut Tx, viewer: &Viewer, code: &str, sha256: &str) -> Result<StoredFile> {
    let stands = standing(tx, viewer, code).await?;
    let row = row(tx, &stands).await?.ok_or_else(Error::not_found)?;
    let bytes: Option<Vec<u8>> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT bytes FROM receipt_draft_photo WHERE draft_id = $1 AND sha256 = $2 LIMIT 1"
    )
    .bind(row.id)
    .bind(sha256)
    .fetch_optional(c))?;
    Ok(StoredFile { media_type: MediaType::Jpeg, bytes: bytes.ok_or_else(Error::not_found)? })
}

/// All of them, each line's in the order in which they came.
pub(super) async fn of_draft(tx: &mut Tx, draft: i64) -> Result<Vec<DraftPhoto>> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT line_id AS line, bytes FROM receipt_draft_photo WHERE draft_id = $1 ORDER BY line_id, added_at, sha256"
    )
    .bind(draft)
    .fetch_all(c)
    })?)
}
