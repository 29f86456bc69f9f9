//! Sharing an activity with a donor whose grants do not pay for it.

use domain::{Action, Timestamp, Viewer, change::Deed};

use super::{fact::ACTIVITY, write::grow};
use crate::{
    Error, Result, Tx,
    db::{sql, touch},
    donors,
    error::reason_given,
    facts,
};

/// A donor with whom an activity was shared; read by those who read everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedWith {
    pub donor: String,
    pub name: String,
    pub person: String,
    pub recorded_at: Timestamp,
    /// Why it ended, and when.
    pub ended: Option<(String, Timestamp)>,
}

/// Lets a donor read an activity.
///
/// # Errors
/// Only staff do this; no such activity or donor; it is shared with this donor already; somebody changed it since
/// `expected_version` was read.
pub async fn share(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    donor: &str,
) -> Result<()> {
    viewer.may(Action::ManageActivities)?;
    let activity = grow(tx, viewer, code, expected_version).await?;
    if standing(tx, activity, donor).await?.is_some() {
        return Err(Error::conflict(format!("It is shared with {donor} already")));
    }
    let donor = donors::id_of(tx, donor).await?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO activity_release (activity_id, donor_id, person_id, recorded_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(activity)
    .bind(donor)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Opened, &ACTIVITY, activity).await
}

/// Shares it with that donor no longer. What its own grants pay for it goes on to read.
///
/// # Errors
/// Only staff do this; it is not shared with this donor; no reason; somebody changed it since `expected_version` was read.
pub async fn end_share(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    donor: &str,
    reason: &str,
) -> Result<()> {
    viewer.may(Action::ManageActivities)?;
    let reason = reason_given(reason, "Say why it is shared no longer")?;
    let activity = grow(tx, viewer, code, expected_version).await?;
    let shared = standing(tx, activity, donor).await?;
    let shared = shared.ok_or_else(|| Error::conflict(format!("It is not shared with {donor}")))?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO activity_release_end (release_id, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(shared)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Ended, &ACTIVITY, activity).await
}

async fn standing(tx: &mut Tx, activity: i64, donor: &str) -> Result<Option<i64>> {
    Ok(sql!(tx, |c| sqlx::query_scalar(
        "SELECT r.id FROM activity_release r JOIN donor d ON d.id = r.donor_id WHERE r.activity_id = $1 AND d.code = $2
           AND NOT EXISTS (SELECT 1 FROM activity_release_end e WHERE e.release_id = r.id)"
    )
    .bind(activity)
    .bind(donor)
    .fetch_optional(c))?)
}

/// With whom it is and was shared, the newest first.
pub(super) async fn of(tx: &mut Tx, viewer: &Viewer, activity: i64) -> Result<Vec<SharedWith>> {
    if !viewer.sees_everything() {
        return Ok(Vec::new());
    }
    type Row = (String, String, String, i64, Option<String>, Option<i64>);
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT d.code, d.name, p.name, r.recorded_at, e.reason, e.recorded_at FROM activity_release r
         JOIN donor d ON d.id = r.donor_id JOIN person p ON p.id = r.person_id
         LEFT JOIN activity_release_end e ON e.release_id = r.id WHERE r.activity_id = $1 ORDER BY r.id DESC"
    )
    .bind(activity)
    .fetch_all(c))?;
    let one = |(donor, name, person, at, reason, ended): Row| SharedWith {
        donor,
        name,
        person,
        recorded_at: Timestamp(at),
        ended: reason.zip(ended.map(Timestamp)),
    };
    Ok(rows.into_iter().map(one).collect())
}
