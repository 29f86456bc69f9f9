//! A receipt is corrected by another one that stands in its place from then on: freely for half an hour, later with a reason and
//! when staff agree. The first one stays as it was signed, with whatever was known by it.
//!
//! What follows from a receipt follows the correction: what is awaited of its lines, custody, discrepancies (the same matter
//! keeps its owner, its remarks and its settlement) and the act, which asks for a new version. What was built on it since
//! forbids to change what it was built on, and nothing else. (Rejected: events that take back what a count did. Everybody who
//! adds up counts or custody would have to know them; a version that does not stand is one condition.)

use domain::{
    PartialDate, Timestamp, Viewer,
    handover::{
        Actor, Tie,
        correction::{self, Deed, State},
    },
    receipt::{Count, NewCorrection},
};

use super::{ReceiptRef, Row, listed, refs};
use crate::{Error, Parsed, Result, Tx, db::sql};

mod apply;
mod asked;
mod built;
mod form;
mod photos;
mod prepare;
mod waiting;
pub(crate) use asked::{ANSWER, CORRECTION};
pub use asked::{Answered, AskedShow, agree, ask, asked, refuse, withdraw};
pub use form::{CorrectionPage, correction_page};
pub use photos::{
    ChangedPhotos, CorrectedPhoto, Standing as PhotoStanding, add_correction_photos, asked_photo, correction_photo,
    keep_correction_photo, remove_correction_photo,
};
pub use waiting::{AskedRow, count_waiting, waiting};

/// What can be done about a receipt that is wrong.
#[derive(Debug, Clone)]
pub struct Correctable {
    pub state: State,
    /// In which nobody is asked.
    pub minutes_left: i64,
    /// The viewer corrects it, or asks for a correction.
    pub by_viewer: bool,
    /// The request that waits for an answer.
    pub waiting: Option<String>,
}

/// A line that was counted wrongly: what the receipt says, and what is right.
#[derive(Debug, Clone)]
pub struct ChangedCount {
    pub name: String,
    pub tag: String,
    pub measure: String,
    pub unit: String,
    pub was: Count,
    pub becomes: Count,
}

/// What a correction comes to, before it is signed.
#[derive(Debug, Clone)]
pub struct Changes {
    pub receipt: ReceiptRef,
    pub remark: Option<String>,
    pub state: State,
    pub minutes_left: i64,
    pub counts: Vec<ChangedCount>,
    pub photos: Vec<ChangedPhotos>,
    /// By which the photos that were looked at are known.
    pub stamp: String,
}

/// A version of a receipt, as whoever corrects it finds it.
struct Version {
    row: Row,
    state: State,
    minutes_left: i64,
    actor: Actor,
    held_on: Option<PartialDate>,
    waiting: Option<String>,
}

/// What the viewer can do about a receipt that is wrong.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn correctable(tx: &mut Tx, viewer: &Viewer, at: Timestamp, public_id: &str) -> Result<Correctable> {
    let version = version(tx, viewer, at, public_id).await?;
    let may = |deed| correction::check(version.state, deed, version.actor).is_ok();
    Ok(Correctable {
        by_viewer: may(Deed::Correct) || may(Deed::Ask),
        state: version.state,
        minutes_left: version.minutes_left,
        waiting: version.waiting.filter(|_| !viewer.is_donor()),
    })
}

/// What a correction would change. The same as [`correct`] or [`ask`], without doing it.
///
/// # Errors
/// As [`correct`] and [`ask`].
pub async fn check_correction(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    new: &NewCorrection,
) -> Result<Changes> {
    let version = version(tx, viewer, at, public_id).await?;
    let deed = if version.state == State::Fresh { Deed::Correct } else { Deed::Ask };
    correction::check(version.state, deed, version.actor)?;
    let photos = photos::waiting(tx, viewer, version.row.id).await?;
    let lines = prepare::prepare(tx, viewer, at, &version, new, &photos).await?;
    if deed == Deed::Ask {
        reason(new)?;
    }
    let counts = lines.into_iter().map(prepare::Line::change).collect();
    let (stamp, photos) = (photos.stamp(), photos::named(tx, version.row.id, &photos).await?);
    let (state, minutes_left) = (version.state, version.minutes_left);
    let remark = version.row.remark.clone();
    let receipt = refs(tx, viewer, vec![version.row]).await?.pop().ok_or_else(Error::not_found)?;
    Ok(Changes { receipt, remark, state, minutes_left, counts, photos, stamp })
}

/// Corrects a receipt within half an hour after it was signed: `new_id` names the version that stands then.
///
/// # Errors
/// Only officers of its agency, and not whoever dispatched the round; the half hour is over, or the receipt was corrected; a
/// count that does not add up; nothing differs; something was built on what would be different: a conflict that says what.
pub async fn correct(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    new: &NewCorrection,
    new_id: &str,
) -> Result<()> {
    let version = version(tx, viewer, at, public_id).await?;
    correction::check(version.state, Deed::Correct, version.actor)?;
    let photos = looked_at(tx, viewer, &version, new).await?;
    let lines = prepare::prepare(tx, viewer, at, &version, new, &photos).await?;
    photos::keep(tx, viewer, at, version.row.id).await?;
    let signed = apply::Signed { officer: viewer.person, received_on: new.received_on, remark: new.remark.as_deref() };
    let receipt = apply::apply(tx, at, &version, &signed, (&lines, &photos), new_id).await?;
    apply::tell(tx, viewer, at, receipt).await
}

/// The photos that wait, as they were looked at.
///
/// # Errors
/// Some were added or taken back since.
async fn looked_at(tx: &mut Tx, viewer: &Viewer, version: &Version, new: &NewCorrection) -> Result<photos::Photos> {
    let photos = photos::waiting(tx, viewer, version.row.id).await?;
    if photos.stamp() != new.photos {
        return Err(Error::conflict(
            "The photos have changed since you looked at them: look at the correction once more",
        ));
    }
    Ok(photos)
}

fn reason(new: &NewCorrection) -> Result<&str> {
    new.reason.as_deref().ok_or_else(|| {
        Error::invalid(
            "reason",
            "Say why the receipt is wrong: it was signed more than half an hour ago, and UNODC reads this",
        )
    })
}

async fn version(tx: &mut Tx, viewer: &Viewer, at: Timestamp, public_id: &str) -> Result<Version> {
    viewer.may(domain::Action::SeeReceipts)?;
    let row = listed::find(tx, viewer, public_id).await?;
    let first: i64 = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT recorded_at FROM receipt WHERE id = $1")
        .bind(row.first_id.unwrap_or(row.id))
        .fetch_one(c))?;
    let waiting: Option<String> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT c.public_id FROM receipt_correction c WHERE c.receipt_id = $1
           AND NOT EXISTS (SELECT 1 FROM receipt_correction_answer a WHERE a.correction_id = c.id)"
    )
    .bind(row.id)
    .fetch_optional(c))?;
    let sent: Option<(i64, Option<Parsed<PartialDate>>)> = sql!(tx, |c| sqlx::query_as(
        "SELECT person_id, occurred_on FROM round_step WHERE round_id = $1 AND step = 'dispatched'"
    )
    .bind(row.round_id)
    .fetch_optional(c))?;
    let concerned = viewer.agency().is_ok_and(|agency| agency == row.agency_id);
    let dispatched = sent.as_ref().is_some_and(|(person, _)| *person == viewer.person);
    Ok(Version {
        state: State::of(row.superseded_by.is_some(), waiting.is_some(), Timestamp(first), at),
        minutes_left: correction::minutes_left(Timestamp(first), at),
        actor: Actor::of(viewer, Tie { dispatched, concerned }),
        held_on: sent.and_then(|(_, day)| Some(day?.0)),
        waiting,
        row,
    })
}
