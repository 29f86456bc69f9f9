//! What becomes of an activity: planned, held, cancelled.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    activity::{ActivityState, NewState},
    change::{Deed, Entity},
};

use super::fact::ACTIVITY;
use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    db::{sql, touch},
    facts,
};

type Known = (i64, Parsed<ActivityState>, Option<Parsed<PartialDate>>);

/// Records what an activity became.
///
/// # Errors
/// Only staff do this; no such activity; it is so already; no reason where one is asked for; somebody changed it since
/// `expected_version` was read.
pub async fn change_state(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    new: &NewState,
) -> Result<()> {
    viewer.may(Action::ManageActivities)?;
    let known: Option<Known> =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT id, state, starts_on FROM activity WHERE code = $1")
            .bind(code)
            .fetch_optional(c))?;
    let (id, state, starts_on) = known.ok_or_else(Error::not_found)?;
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE activity SET state = $3, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(new.state.word())
    .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Activity, code).await?);
    }
    state.0.becomes(new)?;
    new.state.fits(starts_on.map(|date| date.0), at.day())?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO activity_state (activity_id, was, state, stated_on, reason, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(id)
    .bind(state.0.word())
    .bind(new.state.word())
    .bind(new.stated_on.map(Parsed))
    .bind(&new.reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    let deed = if new.state == ActivityState::Cancelled { Deed::Cancelled } else { Deed::Changed };
    facts::record(tx, Some(viewer.person), at, deed, &ACTIVITY, id).await
}
