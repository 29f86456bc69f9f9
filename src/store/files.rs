//! Files that belong to facts, by the digest of their bytes.
//!
//! They live in the database, not in a folder: a fact and its file are one transaction and one backup, and a copy of the
//! database is whole. Nothing here knows who may read a file; whoever asks has read the record that names it, in scope.

use domain::{Timestamp, file::MediaType};
use sha2::{Digest, Sha256};

use crate::{
    Error, Parsed, Result, Tx,
    changes::hex,
    db::{sql, touch},
};

/// A file as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub media_type: MediaType,
    pub bytes: Vec<u8>,
}

/// Keeps a file for good and answers its SHA-256 in hexadecimal, under which the fact names it. The same bytes are kept once.
///
/// # Errors
/// The database does not answer, or there are no bytes.
pub(crate) async fn keep(tx: &mut Tx, at: Timestamp, media_type: MediaType, bytes: &[u8]) -> Result<String> {
    let sha256 = hex(&Sha256::digest(bytes));
    touch!(tx, |c| {
        sqlx::query(
        "INSERT INTO stored_file (sha256, media_type, bytes, recorded_at) VALUES ($1, $2, $3, $4) ON CONFLICT (sha256) DO NOTHING"
    )
    .bind(&sha256)
    .bind(media_type.word())
    .bind(bytes)
    .bind(at.0)
    .execute(c)
    })?;
    Ok(sha256)
}

/// # Errors
/// "Not found" when no such file is kept.
pub(crate) async fn read(tx: &mut Tx, sha256: &str) -> Result<StoredFile> {
    let row: Option<(Parsed<MediaType>, Vec<u8>)> =
        sql!(tx, |c| sqlx::query_as("SELECT media_type, bytes FROM stored_file WHERE sha256 = $1")
            .bind(sha256)
            .fetch_optional(c))?;
    let (media_type, bytes) = row.ok_or_else(Error::not_found)?;
    Ok(StoredFile { media_type: media_type.0, bytes })
}
