//! A receipt while it is counted: one for each round and agency, held by one officer at a time.
//!
//! A draft is not a fact: it is outside the audit chain, it is changed and thrown away freely, and the receipt that is made of
//! it ends it. Holding it keeps a colleague from counting the same goods; anybody of the agency can take it over. Its lines are
//! rows, and one word says what is with all the others: a page of the form saves what it shows, however many lines there are.
//! (Rejected: the form's body as one text. A form of 800 lines was too large to be sent.)

use domain::{
    PartialDate, Refusal, Timestamp, Viewer,
    handover::draft::{self, Deed, State},
    receipt::Rest,
};

use super::standing::{Standing, standing};
use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
};

mod carry;
mod pair;
mod photos;
mod save;

pub(crate) use carry::carry_over;
pub use pair::pair;
pub(crate) use photos::DraftPhoto;
pub use photos::{add_photos, photo, remove_photo};
pub use save::save;
pub(super) use save::{Thing, check_day, check_found};

/// What is being counted, as a whole.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Who counts, and whether that is the viewer.
    pub holder: String,
    pub own: bool,
    /// Since when this person does.
    pub since: Timestamp,
    pub saved_at: Timestamp,
    pub received_on: Option<PartialDate>,
    pub remark: Option<String>,
    /// What is said of the lines that were not counted one by one, and why they are refused.
    pub rest: Rest,
    pub reason: Option<String>,
    /// Lines that were counted one by one.
    pub counted: i64,
    pub photos: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: i64,
    person_id: i64,
    holder: String,
    since: i64,
    pub(super) saved_at: i64,
    pub(super) received_on: Option<Parsed<PartialDate>>,
    pub(super) remark: Option<String>,
    pub(super) rest: Parsed<Rest>,
    pub(super) reason: Option<String>,
    pub(super) revision: i64,
    counted: i64,
    photos: i64,
}

impl Row {
    pub(super) fn seen_by(self, viewer: &Viewer) -> Draft {
        Draft {
            own: self.person_id == viewer.person,
            holder: self.holder,
            since: Timestamp(self.since),
            saved_at: Timestamp(self.saved_at),
            received_on: self.received_on.map(|day| day.0),
            remark: self.remark,
            rest: self.rest.0,
            reason: self.reason,
            counted: self.counted,
            photos: self.photos,
        }
    }
}

/// The draft of the viewer's agency for this round, whoever holds it.
///
/// # Errors
/// Not an officer; no line of the round is for the agency: "not found"; not dispatched yet: a conflict.
pub async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Option<Draft>> {
    let stands = standing(tx, viewer, code).await?;
    if stands.is_done() {
        return Ok(None);
    }
    stands.must_be_counted()?;
    Ok(row(tx, &stands).await?.map(|row| row.seen_by(viewer)))
}

/// Makes the viewer the one who counts. What was counted stays.
///
/// # Errors
/// As [`find`]; everything is counted, or nobody counts any more: a conflict.
pub async fn take_over(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str) -> Result<()> {
    let (_, row) = permitted(tx, viewer, code, Deed::TakeOver).await?;
    let row = row.ok_or_else(Error::not_found)?;
    touch!(tx, |c| sqlx::query(
        "UPDATE receipt_draft SET person_id = $2, since = $3, revision = revision + 1 WHERE id = $1 AND person_id <> $2"
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

/// Ends the draft because a receipt is made of it; its photos, in their order.
pub(super) async fn end(tx: &mut Tx, viewer: &Viewer, stands: &Standing) -> Result<Vec<DraftPhoto>> {
    let Some(row) = row(tx, stands).await? else { return Ok(Vec::new()) };
    check(viewer, stands, Some(&row), Deed::Confirm)?;
    let photos = photos::of_draft(tx, row.id).await?;
    forget(tx, row.id).await?;
    Ok(photos)
}

/// The round and the draft of the viewer's agency, when this may be done with it now.
pub(super) async fn permitted(tx: &mut Tx, viewer: &Viewer, code: &str, deed: Deed) -> Result<(Standing, Option<Row>)> {
    let stands = standing(tx, viewer, code).await?;
    let row = row(tx, &stands).await?;
    check(viewer, &stands, row.as_ref(), deed)?;
    Ok((stands, row))
}

/// Asks the rules. A colleague who counts is named.
pub(super) fn check(viewer: &Viewer, stands: &Standing, row: Option<&Row>, deed: Deed) -> Result<()> {
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

pub(super) async fn row(tx: &mut Tx, stands: &Standing) -> Result<Option<Row>> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT d.id, d.person_id, p.name AS holder, d.since, d.saved_at, d.received_on, d.remark, d.rest, d.reason, d.revision,
           (SELECT COUNT(*) FROM receipt_draft_line n WHERE n.draft_id = d.id) AS counted,
           (SELECT COUNT(*) FROM receipt_draft_photo f WHERE f.draft_id = d.id) AS photos
         FROM receipt_draft d JOIN person p ON p.id = d.person_id WHERE d.round_id = $1 AND d.agency_id = $2"
    )
    .bind(stands.round)
    .bind(stands.agency)
    .fetch_optional(c)
    })?)
}

async fn forget(tx: &mut Tx, draft: i64) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM receipt_draft_photo WHERE draft_id = $1").bind(draft).execute(c))?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM receipt_draft_line WHERE draft_id = $1").bind(draft).execute(c))?;
    touch!(tx, |c| sqlx::query("DELETE FROM receipt_draft WHERE id = $1").bind(draft).execute(c))?;
    Ok(())
}

/// What a review showed is not what stands there any more.
pub(super) async fn changed(tx: &mut Tx, draft: i64) -> Result<()> {
    touch!(tx, |c| sqlx::query("UPDATE receipt_draft SET revision = revision + 1 WHERE id = $1")
        .bind(draft)
        .execute(c))?;
    Ok(())
}
