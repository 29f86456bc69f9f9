//! What staff record of units.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};

use crate::{
    Error, Parsed, Result, Tx, agencies,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, rows},
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
    facts::record(tx, Some(viewer.person), at, Deed::Created, &UNIT, id).await?;
    Ok(id)
}

pub(crate) static UNIT: Table = Table::new(
    "unit",
    Entity::Unit,
    ToldBy::Key,
    rows!(
        "SELECT u.id AS _id, u.code AS _key, u.kind, u.base, u.crossing, u.border, u.since, u.planned, u.name_ru, u.name_uz,
           u.place_ru, u.place_uz,
           (SELECT string_agg(l.alias, '\n') FROM unit_alias l WHERE l.unit_id = u.id) AS \"aliases{}\",
           (SELECT string_agg(r.area, '\n') FROM unit_area r WHERE r.unit_id = u.id) AS \"areas{}\",
           (SELECT string_agg(a.code, '\n') FROM unit_agency m JOIN agency a ON a.id = m.agency_id
             WHERE m.unit_id = u.id) AS \"agencies{}\" FROM unit u",
        "u.id"
    ),
);

/// # Errors
/// There is no such unit; the message stands under `field`.
pub async fn id_of(tx: &mut Tx, code: &str, field: &str) -> Result<i64> {
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM unit WHERE code = $1").bind(code).fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid(field, format!("There is no unit “{code}”: choose from the list")))
}
