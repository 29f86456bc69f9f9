//! What came of an activity, as somebody found half a year later.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    activity::{ActivityState, NewFollowUp},
    change::Deed,
};

use super::{fact::ACTIVITY, write::grow};
use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
    facts,
};

/// What somebody found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    pub done_on: PartialDate,
    pub asked: Option<i64>,
    pub applying: Option<i64>,
    pub finding: String,
    /// Who recorded it: told to those who read everything.
    pub person: Option<String>,
    pub recorded_at: Timestamp,
}

/// Records what was found. Another one is another row; the newest stands first.
///
/// # Errors
/// Only staff do this; no such activity; it was not held; it was done after today; somebody changed it since `expected_version` was read.
pub async fn follow_up(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    new: &NewFollowUp,
) -> Result<()> {
    viewer.may(Action::ManageActivities)?;
    if PartialDate::Day(at.day()).surely_before(new.done_on) {
        return Err(Error::invalid("done_on", "This day has yet to come"));
    }
    let id = grow(tx, viewer, code, expected_version).await?;
    let state: Parsed<ActivityState> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT state FROM activity WHERE id = $1").bind(id).fetch_one(c))?;
    if state.0 != ActivityState::Held {
        return Err(Error::conflict(format!("It is recorded as {}: nothing can have come of it", state.0)));
    }
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO activity_follow_up (activity_id, done_on, asked, applying, finding, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(id)
    .bind(Parsed(new.done_on))
    .bind(new.asked)
    .bind(new.applying)
    .bind(&new.finding)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Remarked, &ACTIVITY, id).await
}

pub(super) async fn of(tx: &mut Tx, viewer: &Viewer, activity: i64) -> Result<Vec<FollowUp>> {
    type Row = (Parsed<PartialDate>, Option<i64>, Option<i64>, String, String, i64);
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT f.done_on, f.asked, f.applying, f.finding, p.name, f.recorded_at FROM activity_follow_up f
         JOIN person p ON p.id = f.person_id WHERE f.activity_id = $1 ORDER BY f.id DESC"
    )
    .bind(activity)
    .fetch_all(c))?;
    let all = viewer.sees_everything();
    let one = |(done_on, asked, applying, finding, person, at): Row| FollowUp {
        done_on: done_on.0,
        asked,
        applying,
        finding,
        person: all.then_some(person),
        recorded_at: Timestamp(at),
    };
    Ok(rows.into_iter().map(one).collect())
}
