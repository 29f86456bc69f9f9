//! The private address under which a calendar program reads the planned handovers of a person, without signing in.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};
use serde_json::json;

use crate::{
    Error, Result, Tx, changes,
    db::{sql, touch},
    sessions::ViewerRow,
};

/// When the address was made that works now; `None`: there is none.
///
/// # Errors
/// The role reads no plans.
pub async fn made(tx: &mut Tx, viewer: &Viewer) -> Result<Option<Timestamp>> {
    viewer.may(Action::SeePlanned)?;
    let made: Option<i64> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT created_at FROM calendar_address WHERE person_id = $1 AND ended_at IS NULL"
    )
    .bind(viewer.person)
    .fetch_optional(c))?;
    Ok(made.map(Timestamp))
}

/// Keeps the hash of a new address; the one before works no more.
///
/// # Errors
/// The role reads no plans.
pub async fn make(tx: &mut Tx, viewer: &Viewer, at: Timestamp, token_hash: &str) -> Result<()> {
    viewer.may(Action::SeePlanned)?;
    end(tx, viewer, at).await?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO calendar_address (token_hash, person_id, created_at) VALUES ($1, $2, $3)"
    )
    .bind(token_hash)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    told(tx, viewer, at, "made").await
}

/// The address works no more.
///
/// # Errors
/// The role reads no plans; there is no address.
pub async fn stop(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<()> {
    viewer.may(Action::SeePlanned)?;
    if end(tx, viewer, at).await? == 0 {
        return Err(Error::conflict("You have no address for a calendar."));
    }
    told(tx, viewer, at, "stopped").await
}

async fn end(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<u64> {
    Ok(touch!(tx, |c| sqlx::query(
        "UPDATE calendar_address SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL"
    )
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?)
}

async fn told(tx: &mut Tx, viewer: &Viewer, at: Timestamp, what: &str) -> Result<()> {
    let key = viewer.person.to_string();
    let body = json!({ "id": viewer.person, "calendar_address": what });
    changes::record(tx, Some(viewer.person), at, Deed::Edited, Entity::Person, &key, &body).await
}

/// Whose address this is, as whom the calendar is read.
///
/// # Errors
/// Nobody's, one that was stopped, and one of a closed account are "not found".
pub async fn reader(tx: &mut Tx, token_hash: &str) -> Result<Viewer> {
    let row: Option<ViewerRow> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT p.id AS person, CAST(0 AS BIGINT) AS session, p.name, p.login, p.role, g.as_id AS agency_id, p.donor_id, p.country,
           NULL AS scope_name
         FROM calendar_address a JOIN person p ON p.id = a.person_id LEFT JOIN agency g ON g.id = p.agency_id
         WHERE a.token_hash = $1 AND a.ended_at IS NULL AND p.disabled_at IS NULL"
    )
    .bind(token_hash)
    .fetch_optional(c)
    })?;
    row.map(Viewer::from).ok_or_else(Error::not_found)
}
