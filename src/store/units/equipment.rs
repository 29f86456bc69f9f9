//! What a unit is known to have got, without numbers: "computers; quantities not published". It is no item and in no count.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    unit::known::NewEquipment,
};

use super::{find, write};
use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    merges::is_unit,
    sources,
};

/// Such equipment as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquipmentRow {
    pub id: i64,
    /// The code of the unit.
    pub unit: String,
    pub things: Vec<String>,
    /// `premises renovated`
    pub also: Option<String>,
    pub as_of: Option<PartialDate>,
    /// Title and code.
    pub source: (String, String),
    /// Why it is wrong; staff alone read such a one.
    pub withdrawn: Option<String>,
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    unit: String,
    things: String,
    also: Option<String>,
    as_of: Option<Parsed<PartialDate>>,
    source: String,
    source_code: String,
    withdrawn: Option<String>,
    version: i64,
}

impl From<Stored> for EquipmentRow {
    fn from(row: Stored) -> Self {
        EquipmentRow {
            id: row.id,
            unit: row.unit,
            things: row.things.lines().map(str::to_owned).collect(),
            also: row.also,
            as_of: row.as_of.map(|date| date.0),
            source: (row.source, row.source_code),
            withdrawn: row.withdrawn,
            version: row.version,
        }
    }
}

macro_rules! equipment {
    ($condition:expr) => {
        concat!(
            "SELECT e.id, u.code AS unit, e.things, e.also, e.as_of, s.title AS source, s.code AS source_code, e.withdrawn, e.version
             FROM unit_equipment e JOIN unit u ON u.id = e.unit_id JOIN source s ON s.id = e.source_id WHERE ",
            $condition,
            " ORDER BY e.id"
        )
    };
}

/// What a unit is known to have got, for whoever reads the unit. Staff read what is withdrawn as well.
///
/// # Errors
/// Not there or out of scope.
pub async fn equipment_of(tx: &mut Tx, viewer: &Viewer, unit: &str) -> Result<Vec<EquipmentRow>> {
    let unit = find(tx, viewer, unit).await?.id;
    let rows: Vec<Stored> =
        sql!(tx, |c| sqlx::query_as(equipment!(is_unit!("e.unit_id", "$1"))).bind(unit).fetch_all(c))?;
    let all = viewer.sees_everything();
    Ok(rows.into_iter().filter(|row| all || row.withdrawn.is_none()).map(EquipmentRow::from).collect())
}

/// One of them, for whoever may correct it.
///
/// # Errors
/// Only staff do this; no such equipment: "not found".
pub async fn equipment(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<EquipmentRow> {
    viewer.may(Action::ManageGrants)?;
    let row: Option<Stored> = sql!(tx, |c| sqlx::query_as(equipment!("e.id = $1")).bind(id).fetch_optional(c))?;
    Ok(row.ok_or_else(Error::not_found)?.into())
}

async fn source(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewEquipment) -> Result<i64> {
    let source = sources::named(tx, viewer, at, &new.source).await?;
    sources::id(tx, &source).await
}

/// Records what a unit is known to have got.
///
/// # Errors
/// Only staff do this; no such unit: "not found"; no such source.
pub async fn record_equipment(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    unit: &str,
    new: &NewEquipment,
) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let unit = write::id_in(tx, unit).await?;
    let source = source(tx, viewer, at, new).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO unit_equipment (unit_id, things, also, as_of, source_id, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(unit)
    .bind(new.things.join("\n"))
    .bind(&new.also)
    .bind(new.as_of.map(Parsed))
    .bind(source)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &EQUIPMENT, id).await?;
    Ok(id)
}

/// Puts right what was entered wrongly. The unit stays.
///
/// # Errors
/// Only staff do this; no such equipment, or it is withdrawn: "not found"; no such source; somebody changed it since
/// `expected_version` was read.
pub async fn update_equipment(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    new: &NewEquipment,
) -> Result<String> {
    let known = equipment(tx, viewer, id).await?;
    if known.withdrawn.is_some() {
        return Err(Error::not_found());
    }
    let source = source(tx, viewer, at, new).await?;
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE unit_equipment SET things = $3, also = $4, as_of = $5, source_id = $6, version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(new.things.join("\n"))
    .bind(&new.also)
    .bind(new.as_of.map(Parsed))
    .bind(source)
    .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::UnitEquipment, &id.to_string()).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &EQUIPMENT, id).await?;
    Ok(known.unit)
}

/// Withdraws what was recorded in error: staff go on to read it, with the reason. Answers of which unit.
///
/// # Errors
/// Only staff do this; no such equipment; withdrawn already; no reason.
pub async fn withdraw_equipment(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64, reason: &str) -> Result<String> {
    let known = equipment(tx, viewer, id).await?;
    if known.withdrawn.is_some() {
        return Err(Error::conflict("This is withdrawn already"));
    }
    let reason = reason_given(reason, "Say why it is wrong")?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE unit_equipment SET withdrawn = $2, version = version + 1 WHERE id = $1")
        .bind(id)
        .bind(&reason)
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &EQUIPMENT, id).await?;
    Ok(known.unit)
}

pub(crate) static EQUIPMENT: Table = Table::new(
    "unit_equipment",
    Entity::UnitEquipment,
    ToldBy::Key,
    rows!(
        "SELECT e.id AS _id, e.id AS _key, e.recorded_at AS _at, e.person_id AS _person, u.code AS \"unit~\", e.unit_id,
           e.things AS \"things[]\", e.also, e.as_of, s.code AS source, e.withdrawn
         FROM unit_equipment e JOIN unit u ON u.id = e.unit_id JOIN source s ON s.id = e.source_id",
        "e.id"
    ),
);
