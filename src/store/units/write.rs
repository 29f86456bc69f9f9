//! What staff record of units.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};
use serde_json::json;

use crate::{
    Error, Parsed, Result, Tx, agencies, changes,
    db::{sql, touch},
    error::unique,
};

pub use domain::unit::NewUnit;

/// # Errors
/// Only staff do this; the code is taken; no such agency.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewUnit) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO unit (code, kind, base, crossing, border, since, planned)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(&new.code)
    .bind(new.kind.word())
    .bind(&new.base)
    .bind(&new.crossing)
    .bind(&new.border)
    .bind(new.since.map(Parsed))
    .bind(new.planned.map(Parsed))
    .fetch_one(c))
    .map_err(unique("code", "There is already a unit with this code"))?;
    for alias in &new.aliases {
        let statement = "INSERT INTO unit_alias (unit_id, alias) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(alias).execute(c))?;
    }
    for area in &new.areas {
        let statement = "INSERT INTO unit_area (unit_id, area) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(area).execute(c))?;
    }
    for code in &new.agency_codes {
        let agency = agencies::id_of(tx, code, "agencies").await?;
        let statement = "INSERT INTO unit_agency (unit_id, agency_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(agency).execute(c))?;
    }
    let body = json!({
        "kind": new.kind, "base": new.base, "crossing": new.crossing, "border": new.border, "since": new.since,
        "planned": new.planned, "aliases": new.aliases, "areas": new.areas, "agencies": new.agency_codes,
    });
    changes::record(tx, Some(viewer.person), at, Deed::Created, Entity::Unit, &new.code, &body).await?;
    Ok(id)
}

/// # Errors
/// There is no such unit; the message stands under `field`.
pub async fn id_of(tx: &mut Tx, code: &str, field: &str) -> Result<i64> {
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM unit WHERE code = $1").bind(code).fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid(field, format!("There is no unit “{code}”: choose from the list")))
}
