//! Photos in a correction: some are added to a line, and some that were wrong are taken back. What the first version shows stays with
//! it. Until the correction is signed they wait in an officer's own draft, which is no fact.

use std::collections::HashMap;

use domain::{
    Timestamp, Viewer,
    file::MediaType,
    handover::correction::{self, Deed, State},
    receipt::MOST_PHOTOS,
};
use sha2::{Digest, Sha256};

use super::{Version, prepare, version};
use crate::{
    Error, Result, StoredFile, Tx,
    batch::Bind,
    changes::hex,
    db::{sql, touch},
    files,
    query::{Query, act, ask},
    receipts::photos::of_counts,
};

/// A photo on the form that corrects a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedPhoto {
    pub sha256: String,
    pub standing: Standing,
}

/// What becomes of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was signed, and stays.
    Signed,
    /// It was signed, and the corrected version is without it.
    TakenBack,
    /// The corrected version has it.
    Added,
}

/// What a correction changes of the photos, by the line: digests in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Photos {
    pub(super) added: Vec<(i64, String)>,
    pub(super) taken: Vec<(i64, String)>,
}

/// The photos of a line that become different, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPhotos {
    pub name: String,
    pub tag: String,
    pub added: Vec<String>,
    pub taken: Vec<String>,
}

impl Photos {
    pub(super) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.taken.is_empty()
    }

    /// By which the page that was looked at is known. Nothing where no photo changes.
    pub(super) fn stamp(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut all: Vec<String> = self.added.iter().map(|(line, sha256)| format!("+{line} {sha256}")).collect();
        all.extend(self.taken.iter().map(|(line, sha256)| format!("-{line} {sha256}")));
        all.sort_unstable();
        hex(&Sha256::digest(all.join("\n")))
    }
}

/// The version, where the viewer corrects it or asks for that.
async fn corrigible(tx: &mut Tx, viewer: &Viewer, at: Timestamp, public_id: &str) -> Result<Version> {
    let version = version(tx, viewer, at, public_id).await?;
    let deed = if version.state == State::Fresh { Deed::Correct } else { Deed::Ask };
    correction::check(version.state, deed, version.actor)?;
    Ok(version)
}

/// Adds photos to lines of a correction: with those that stay at most [`MOST_PHOTOS`] a line. One that was taken back is kept
/// after all. Answers their digests.
///
/// # Errors
/// As [`super::correct`]; a line that is not of the receipt: "not found"; too many.
pub async fn add_correction_photos(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    photos: &[(i64, &[u8])],
) -> Result<Vec<String>> {
    let version = corrigible(tx, viewer, at, public_id).await?;
    let mut digests = Vec::with_capacity(photos.len());
    for (line, bytes) in photos {
        let sha256 = hex(&Sha256::digest(bytes));
        let signed = signed(tx, &version, *line).await?;
        if signed.contains(&sha256) {
            forget(tx, viewer, &version, *line, &sha256).await?;
        } else {
            touch!(&mut *tx, |c| sqlx::query(
                "INSERT INTO receipt_correction_draft (receipt_id, person_id, line_id, sha256, bytes, added_at)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (receipt_id, person_id, line_id, sha256) DO NOTHING"
            )
            .bind(version.row.id)
            .bind(viewer.person)
            .bind(line)
            .bind(&sha256)
            .bind(*bytes)
            .bind(at.0)
            .execute(c))?;
        }
        let waiting = waiting(tx, viewer, version.row.id).await?;
        let of_line = |all: &[(i64, String)]| all.iter().filter(|(of, _)| of == line).count();
        let there = signed.len() - of_line(&waiting.taken) + of_line(&waiting.added);
        if there > MOST_PHOTOS {
            let words = format!("The line would have {there} photos; a line takes {MOST_PHOTOS}. Choose fewer");
            return Err(Error::invalid("lines", words));
        }
        digests.push(sha256);
    }
    Ok(digests)
}

/// Takes a photo out of a correction: one that was added is gone, one that was signed stays with the version before.
///
/// # Errors
/// As [`super::correct`]; no such photo of this line: "not found".
pub async fn remove_correction_photo(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    line: i64,
    sha256: &str,
) -> Result<()> {
    let version = corrigible(tx, viewer, at, public_id).await?;
    let added = waiting(tx, viewer, version.row.id).await?.added;
    if added.iter().any(|(of, digest)| *of == line && digest == sha256) {
        return forget(tx, viewer, &version, line, sha256).await;
    }
    if !signed(tx, &version, line).await?.iter().any(|digest| digest == sha256) {
        return Err(Error::not_found());
    }
    touch!(&mut *tx, |c| {
        sqlx::query(
        "INSERT INTO receipt_correction_draft (receipt_id, person_id, line_id, sha256, added_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (receipt_id, person_id, line_id, sha256) DO NOTHING"
    )
    .bind(version.row.id)
    .bind(viewer.person)
    .bind(line)
    .bind(sha256)
    .bind(at.0)
    .execute(c)
    })?;
    Ok(())
}

/// Keeps a photo after all that was taken back a moment ago.
///
/// # Errors
/// As [`super::correct`].
pub async fn keep_correction_photo(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    line: i64,
    sha256: &str,
) -> Result<()> {
    let version = corrigible(tx, viewer, at, public_id).await?;
    let taken = waiting(tx, viewer, version.row.id).await?.taken;
    if taken.iter().any(|(of, digest)| *of == line && digest == sha256) {
        forget(tx, viewer, &version, line, sha256).await?;
    }
    Ok(())
}

/// The digests of the photos of a counted line.
async fn signed(tx: &mut Tx, version: &Version, line: i64) -> Result<Vec<String>> {
    let counted: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM receipt_line WHERE receipt_id = $1 AND line_id = $2")
            .bind(version.row.id)
            .bind(line)
            .fetch_optional(c))?;
    let counted = counted.ok_or_else(Error::not_found)?;
    Ok(sql!(tx, |c| {
        sqlx::query_scalar("SELECT sha256 FROM receipt_photo WHERE receipt_line_id = $1 ORDER BY place, sha256")
            .bind(counted)
            .fetch_all(c)
    })?)
}

async fn forget(tx: &mut Tx, viewer: &Viewer, version: &Version, line: i64, sha256: &str) -> Result<()> {
    touch!(tx, |c| sqlx::query(
        "DELETE FROM receipt_correction_draft WHERE receipt_id = $1 AND person_id = $2 AND line_id = $3 AND sha256 = $4"
    )
    .bind(version.row.id)
    .bind(viewer.person)
    .bind(line)
    .bind(sha256)
    .execute(c))?;
    Ok(())
}

/// What waits in the viewer's draft.
pub(super) async fn waiting(tx: &mut Tx, viewer: &Viewer, receipt: i64) -> Result<Photos> {
    let rows: Vec<(i64, String, bool)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT line_id, sha256, (bytes IS NOT NULL) FROM receipt_correction_draft WHERE receipt_id = $1 AND person_id = $2
         ORDER BY line_id, added_at, sha256"
    )
    .bind(receipt)
    .bind(viewer.person)
    .fetch_all(c)
    })?;
    let of = |asked: bool| rows.iter().filter(move |(.., added)| *added == asked);
    let digests = |asked| of(asked).map(|(line, sha256, _)| (*line, sha256.clone())).collect();
    Ok(Photos { added: digests(true), taken: digests(false) })
}

/// The photos of these counted lines (by the line: the id of its count) as the form shows them.
pub(super) async fn shown(
    tx: &mut Tx,
    viewer: &Viewer,
    receipt: i64,
    lines: &[(i64, i64)],
) -> Result<HashMap<i64, Vec<CorrectedPhoto>>> {
    let mut signed = of_counts(tx, viewer, lines.iter().map(|(_, count)| *count)).await?;
    let waiting = waiting(tx, viewer, receipt).await?;
    let mut shown = HashMap::with_capacity(lines.len());
    for (line, count) in lines {
        let taken = |sha256: &str| waiting.taken.iter().any(|(of, digest)| of == line && digest == sha256);
        let signed = signed.remove(count).unwrap_or_default().into_iter().map(|sha256| {
            let standing = if taken(&sha256) { Standing::TakenBack } else { Standing::Signed };
            CorrectedPhoto { sha256, standing }
        });
        let added = waiting.added.iter().filter(|(of, _)| of == line);
        let added = added.map(|(_, sha256)| CorrectedPhoto { sha256: sha256.clone(), standing: Standing::Added });
        shown.insert(*line, signed.chain(added).collect());
    }
    Ok(shown)
}

/// Keeps the bytes of what was added: a fact names them from now on.
pub(super) async fn keep(tx: &mut Tx, viewer: &Viewer, at: Timestamp, receipt: i64) -> Result<()> {
    let added: Vec<(Vec<u8>,)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
            "SELECT bytes FROM receipt_correction_draft WHERE receipt_id = $1 AND person_id = $2 AND bytes IS NOT NULL",
        )
        .bind(receipt)
        .bind(viewer.person)
        .fetch_all(c)
    })?;
    for (bytes,) in added {
        files::keep(tx, at, MediaType::Jpeg, &bytes).await?;
    }
    Ok(())
}

/// The drafts are of no use any more: all of them, or the viewer's.
pub(super) async fn discard(tx: &mut Tx, receipt: i64, of: Option<&Viewer>) -> Result<()> {
    let query = Query::new("DELETE FROM receipt_correction_draft WHERE receipt_id = ").with("?", [Bind::from(receipt)]);
    let query = match of {
        Some(viewer) => query.with(" AND person_id = ?", [Bind::from(viewer.person)]),
        None => query,
    };
    act!(tx, query)?;
    Ok(())
}

/// The photos of the version before, without those that are taken back, and behind them those that are added.
pub(super) async fn carry(tx: &mut Tx, before: i64, receipt: i64, photos: &Photos) -> Result<()> {
    let mut query = Query::new(
        "INSERT INTO receipt_photo (receipt_line_id, sha256, place) SELECT n.id, f.sha256, f.place FROM receipt_line o
         JOIN receipt_photo f ON f.receipt_line_id = o.id JOIN receipt_line n ON n.line_id = o.line_id WHERE ",
    )
    .with("o.receipt_id = ? AND n.receipt_id = ?", [Bind::from(before), Bind::from(receipt)]);
    for (line, sha256) in &photos.taken {
        query.push(" AND NOT (o.line_id = ? AND f.sha256 = ?)", [Bind::from(*line), Bind::from(sha256.as_str())]);
    }
    act!(&mut *tx, query)?;
    for (line, sha256) in &photos.added {
        touch!(&mut *tx, |c| {
            sqlx::query(
                "INSERT INTO receipt_photo (receipt_line_id, sha256, place)
             SELECT n.id, $3, COALESCE((SELECT MAX(f.place) FROM receipt_photo f WHERE f.receipt_line_id = n.id), 0) + 1
             FROM receipt_line n WHERE n.receipt_id = $1 AND n.line_id = $2",
            )
            .bind(receipt)
            .bind(line)
            .bind(sha256)
            .execute(c)
        })?;
    }
    Ok(())
}

/// Says with a request what it changes of the photos.
pub(super) async fn record(tx: &mut Tx, correction: i64, photos: &Photos) -> Result<()> {
    let added = photos.added.iter().enumerate().map(|(place, (line, sha256))| (line, sha256, Some(place as i64 + 1)));
    let taken = photos.taken.iter().map(|(line, sha256)| (line, sha256, None));
    for (line, sha256, place) in added.chain(taken) {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO receipt_correction_photo (correction_id, line_id, sha256, place) VALUES ($1, $2, $3, $4)"
        )
        .bind(correction)
        .bind(line)
        .bind(sha256)
        .bind(place)
        .execute(c))?;
    }
    Ok(())
}

/// What a request says of the photos.
pub(super) async fn asked(tx: &mut Tx, correction: i64) -> Result<Photos> {
    let rows: Vec<(i64, String, Option<i64>)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT line_id, sha256, place FROM receipt_correction_photo WHERE correction_id = $1 ORDER BY place, line_id, sha256"
    )
    .bind(correction)
    .fetch_all(c)
    })?;
    let (added, taken): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(.., place)| place.is_some());
    let digests =
        |rows: Vec<(i64, String, Option<i64>)>| rows.into_iter().map(|(line, sha256, _)| (line, sha256)).collect();
    Ok(Photos { added: digests(added), taken: digests(taken) })
}

/// For people: the lines by their names.
pub(super) async fn named(tx: &mut Tx, receipt: i64, photos: &Photos) -> Result<Vec<ChangedPhotos>> {
    if photos.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = prepare::counted(receipt).with(" AND n.line_id IN (", []);
    query.push_ids(photos.added.iter().chain(&photos.taken).map(|(line, _)| *line));
    let lines = prepare::read(tx, query.with(") ORDER BY n.id", [])).await?;
    let of = |all: &[(i64, String)], line: i64| {
        all.iter().filter(|(of, _)| *of == line).map(|(_, sha256)| sha256.clone()).collect::<Vec<_>>()
    };
    let changed = lines.into_iter().map(|line| {
        let id = line.was.line;
        ChangedPhotos { added: of(&photos.added, id), taken: of(&photos.taken, id), name: line.name, tag: line.tag }
    });
    Ok(changed.collect())
}

/// A photo of the viewer's own draft.
///
/// # Errors
/// No such photo, or no such receipt in scope: "not found".
pub async fn correction_photo(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    sha256: &str,
) -> Result<StoredFile> {
    let version = version(tx, viewer, at, public_id).await?;
    let bytes: Option<Vec<u8>> = sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT bytes FROM receipt_correction_draft WHERE receipt_id = $1 AND person_id = $2 AND sha256 = $3 AND bytes IS NOT NULL
         LIMIT 1"
    )
    .bind(version.row.id)
    .bind(viewer.person)
    .bind(sha256)
    .fetch_optional(c)
    })?;
    Ok(StoredFile { media_type: MediaType::Jpeg, bytes: bytes.ok_or_else(Error::not_found)? })
}

/// A photo that a request adds or takes back, for whoever reads the request.
///
/// # Errors
/// As [`super::asked`]; no such photo: "not found".
pub async fn asked_photo(tx: &mut Tx, viewer: &Viewer, asked_id: &str, sha256: &str) -> Result<StoredFile> {
    let correction = super::asked::readable(tx, viewer, asked_id).await?;
    let query = Query::new("SELECT x.line_id FROM receipt_correction_photo x WHERE ")
        .with("x.correction_id = ? AND x.sha256 = ? LIMIT 1", [Bind::from(correction), Bind::from(sha256)]);
    let found: Option<(i64,)> = ask!(&mut *tx, query, fetch_optional)?;
    found.ok_or_else(Error::not_found)?;
    files::read(tx, sha256).await
}
