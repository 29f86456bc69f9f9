//! A receipt while it is counted: one for each round and agency, held by one officer at a time.
//!
//! A draft is not a fact: it is outside the audit chain, it is changed and thrown away freely, and the receipt that is made of
//! it ends it. Holding it keeps a colleague from counting the same goods; anybody of the agency can take it over.

use domain::{
    Action, Refusal, Timestamp, Viewer,
    file::MediaType,
    handover::draft::{self, Deed, State},
    receipt::MOST_PHOTOS,
};
use sha2::{Digest, Sha256};

use super::last_of_line;
use crate::{
    Error, LineRow, Result, StoredFile, Tx,
    changes::hex,
    db::{sql, touch},
    lines::{Of, lines},
    rounds,
};

/// What is being counted.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Who counts, and whether that is the viewer.
    pub holder: String,
    pub own: bool,
    /// Since when this person does.
    pub since: Timestamp,
    pub saved_at: Timestamp,
    /// The form as typed: `application/x-www-form-urlencoded`.
    pub body: String,
    /// Line and digest of each photo, in the order in which they came.
    pub photos: Vec<(i64, String)>,
}

/// A photo that waits for its receipt.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DraftPhoto {
    pub line: i64,
    pub bytes: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    person_id: i64,
    holder: String,
    since: i64,
    saved_at: i64,
    body: String,
}

/// The draft of the viewer's agency for this round, whoever holds it.
///
/// # Errors
/// Not an officer; no line of the round is for the agency: "not found"; not dispatched yet: a conflict.
pub async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Option<Draft>> {
    rounds::lines_to_count(tx, viewer, code).await?;
    let round = rounds::id_of(tx, code).await?;
    let Some(row) = row(tx, round, viewer.agency()?).await? else { return Ok(None) };
    let photos: Vec<(i64, String)> = sql!(tx, |c| sqlx::query_as(
        "SELECT line_id, sha256 FROM receipt_draft_photo WHERE draft_id = $1 ORDER BY line_id, added_at, sha256"
    )
    .bind(row.id)
    .fetch_all(c))?;
    Ok(Some(Draft {
        own: row.person_id == viewer.person,
        holder: row.holder,
        since: Timestamp(row.since),
        saved_at: Timestamp(row.saved_at),
        body: row.body,
        photos,
    }))
}

/// Keeps the form as typed, and begins the draft if there is none.
///
/// # Errors
/// As [`find`]; a colleague counts: a conflict that says who, since when.
pub async fn save(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, body: &str) -> Result<()> {
    open(tx, viewer, at, code, Some(body)).await.map(|_| ())
}

/// Makes the viewer the one who counts. What was typed stays.
///
/// # Errors
/// As [`find`]; everything is counted, or nobody counts any more: a conflict.
pub async fn take_over(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str) -> Result<()> {
    let (_, row) = permitted(tx, viewer, code, Deed::TakeOver).await?;
    let row = row.ok_or_else(Error::not_found)?;
    touch!(tx, |c| sqlx::query(
        "UPDATE receipt_draft SET person_id = $2, since = $3 WHERE id = $1 AND person_id <> $2"
    )
    .bind(row.id)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    Ok(())
}

/// Throws the draft away, with its photos.
///
/// # Errors
/// As [`find`]; everything is counted, a colleague counts, or nobody does any more: a conflict.
pub async fn discard(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<()> {
    let (_, row) = permitted(tx, viewer, code, Deed::Discard).await?;
    let row = row.ok_or_else(Error::not_found)?;
    forget(tx, row.id).await
}

/// Adds photos, each to a line that is still counted: at most [`MOST_PHOTOS`] a line. The same photo is added once.
///
/// # Errors
/// As [`save`]; a line that is not awaited; too many.
pub async fn add_photos(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    body: &str,
    photos: &[(i64, &[u8])],
) -> Result<()> {
    let (draft, awaited) = open(tx, viewer, at, code, Some(body)).await?;
    for (line, bytes) in photos {
        let Some(line) = awaited.iter().find(|l| l.id == *line) else {
            return Err(Error::conflict("A line of these photos was counted meanwhile. Open the form again."));
        };
        let sha256 = hex(&Sha256::digest(bytes));
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO receipt_draft_photo (draft_id, line_id, sha256, bytes, added_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (draft_id, line_id, sha256) DO NOTHING"
        )
        .bind(draft)
        .bind(line.id)
        .bind(&sha256)
        .bind(*bytes)
        .bind(at.0)
        .execute(c))?;
        let there: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
            "SELECT COUNT(*) FROM receipt_draft_photo WHERE draft_id = $1 AND line_id = $2"
        )
        .bind(draft)
        .bind(line.id)
        .fetch_one(c))?;
        if there > MOST_PHOTOS as i64 {
            let words = format!("“{}” would have {there} photos; a line takes {MOST_PHOTOS}. Choose fewer", line.name);
            return Err(Error::invalid("lines", words));
        }
    }
    Ok(())
}

/// Takes a photo out of the draft.
///
/// # Errors
/// As [`save`].
pub async fn remove_photo(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    body: &str,
    line: i64,
    sha256: &str,
) -> Result<()> {
    let (draft, _) = open(tx, viewer, at, code, Some(body)).await?;
    touch!(tx, |c| sqlx::query(
        "DELETE FROM receipt_draft_photo WHERE draft_id = $1 AND line_id = $2 AND sha256 = $3"
    )
    .bind(draft)
    .bind(line)
    .bind(sha256)
    .execute(c))?;
    Ok(())
}

/// Two lines change places: what was counted on the one was the other. `body` is the form after that.
///
/// # Errors
/// As [`save`].
pub async fn pair(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    body: &str,
    (one, other): (i64, i64),
) -> Result<()> {
    let (draft, _) = open(tx, viewer, at, code, Some(body)).await?;
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
/// As [`find`]; "not found".
pub async fn photo(tx: &mut Tx, viewer: &Viewer, code: &str, sha256: &str) -> Result<StoredFile> {
    rounds::lines_to_count(tx, viewer, code).await?;
    let round = rounds::id_of(tx, code).await?;
    let row = row(tx, round, viewer.agency()?).await?.ok_or_else(Error::not_found)?;
    let bytes: Option<Vec<u8>> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT bytes FROM receipt_draft_photo WHERE draft_id = $1 AND sha256 = $2 LIMIT 1"
    )
    .bind(row.id)
    .bind(sha256)
    .fetch_optional(c))?;
    Ok(StoredFile { media_type: MediaType::Jpeg, bytes: bytes.ok_or_else(Error::not_found)? })
}

/// Of lines as a form shows them (id, version): what was confirmed since, in sentences.
///
/// # Errors
/// As [`find`].
pub async fn counted_meanwhile(tx: &mut Tx, viewer: &Viewer, code: &str, shown: &[(i64, i64)]) -> Result<Vec<String>> {
    rounds::lines_to_count(tx, viewer, code).await?;
    let round = rounds::id_of(tx, code).await?;
    let mut sentences = Vec::new();
    for line in lines(tx, viewer, Of::Round(round)).await? {
        if !shown.iter().any(|(id, version)| *id == line.id && *version != line.version) {
            continue;
        }
        let Some(last) = last_of_line(tx, viewer, line.id).await? else { continue };
        let by = last.officer.as_deref().unwrap_or(&last.agency_name);
        let rest = match line.outstanding {
            0 => "nothing of it is awaited any more".to_owned(),
            left => format!("{left} of {} still expected", line.quantity),
        };
        sentences.push(format!(
            "“{}” ({}) was confirmed by {by} on {}; {rest}. What was typed for it is left out.",
            line.name,
            line.tag,
            last.recorded_at.words()
        ));
    }
    Ok(sentences)
}

/// Ends the draft because a receipt is made of it; its photos, in their order.
pub(super) async fn end(tx: &mut Tx, viewer: &Viewer, stands: &rounds::Stand) -> Result<Vec<DraftPhoto>> {
    let Some(row) = row(tx, stands.id(), viewer.agency()?).await? else { return Ok(Vec::new()) };
    check(viewer, stands, Some(&row), Deed::Confirm)?;
    let photos: Vec<DraftPhoto> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT line_id AS line, bytes FROM receipt_draft_photo WHERE draft_id = $1 ORDER BY line_id, added_at, sha256"
    )
    .bind(row.id)
    .fetch_all(c)
    })?;
    forget(tx, row.id).await?;
    Ok(photos)
}

/// The viewer's draft, begun if there is none, with the lines that are awaited.
async fn open(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    body: Option<&str>,
) -> Result<(i64, Vec<LineRow>)> {
    let (stands, row) = permitted(tx, viewer, code, Deed::Save).await?;
    let (round, agency) = (stands.id(), viewer.agency()?);
    let awaited = stands.lines.into_iter().filter(|line| line.outstanding > 0).collect();
    if let Some(row) = row {
        touch!(&mut *tx, |c| sqlx::query(
            "UPDATE receipt_draft SET body = COALESCE($2, body), saved_at = $3 WHERE id = $1"
        )
        .bind(row.id)
        .bind(body)
        .bind(at.0)
        .execute(c))?;
        return Ok((row.id, awaited));
    }
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO receipt_draft (round_id, agency_id, person_id, since, body, saved_at) VALUES ($1, $2, $3, $4, $5, $4) RETURNING id"
    )
    .bind(round)
    .bind(agency)
    .bind(viewer.person)
    .bind(at.0)
    .bind(body.unwrap_or_default())
    .fetch_one(c)
    })?;
    Ok((id, awaited))
}

/// The round and the draft of the viewer's agency, when this may be done with it now.
async fn permitted(tx: &mut Tx, viewer: &Viewer, code: &str, deed: Deed) -> Result<(rounds::Stand, Option<Row>)> {
    viewer.may(Action::ConfirmReceipt)?;
    let stands = rounds::stand(tx, viewer, code).await?;
    let row = row(tx, stands.id(), viewer.agency()?).await?;
    check(viewer, &stands, row.as_ref(), deed)?;
    Ok((stands, row))
}

/// Asks the rules. A colleague who counts is named.
fn check(viewer: &Viewer, stands: &rounds::Stand, row: Option<&Row>, deed: Deed) -> Result<()> {
    let colleague = row.filter(|row| row.person_id != viewer.person);
    let state = match (row, colleague) {
        (None, _) => State::Absent,
        (_, None) => State::Own,
        _ => State::Colleagues,
    };
    match (draft::check(state, stands.status, deed, stands.actor), colleague) {
        (Ok(_), _) => Ok(()),
        (Err(Refusal::Conflict(_)), Some(row)) => Err(Error::conflict(format!(
            "{} has been counting this round since {}. Open the form again to take it over; nothing of it is lost.",
            row.holder,
            Timestamp(row.since).words()
        ))),
        (Err(refusal), _) => Err(refusal.into()),
    }
}

async fn row(tx: &mut Tx, round: i64, agency: i64) -> Result<Option<Row>> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT d.id, d.person_id, p.name AS holder, d.since, d.saved_at, d.body
         FROM receipt_draft d JOIN person p ON p.id = d.person_id WHERE d.round_id = $1 AND d.agency_id = $2"
    )
    .bind(round)
    .bind(agency)
    .fetch_optional(c))?)
}

async fn forget(tx: &mut Tx, draft: i64) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM receipt_draft_photo WHERE draft_id = $1").bind(draft).execute(c))?;
    touch!(tx, |c| sqlx::query("DELETE FROM receipt_draft WHERE id = $1").bind(draft).execute(c))?;
    Ok(())
}
