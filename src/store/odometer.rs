//! Odometer readings of vehicles. Append-only: a later reading does not replace an earlier one, and one that was wrong is
//! followed by another that says so.

use domain::{
    Action, AsOf, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::Place,
    item::ItemKind,
    odometer::{NewReading, Reading},
};

use crate::{
    Error, Parsed, Result, Tx, custody,
    db::sql,
    facts::{self, Table, ToldBy, rows},
    items, name_for,
};

/// A reading, as far as the viewer may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingRow {
    pub km: i64,
    pub read_on: PartialDate,
    pub remark: Option<String>,
    /// Of another agency's officer it is said that it was one.
    pub person: String,
    pub recorded_at: Timestamp,
}

/// Records what the odometer of a vehicle showed.
///
/// # Errors
/// Staff, and officers while their own agency has it; no such item: "not found"; no vehicle; a number that does not fit the
/// readings before and after, without a remark.
pub async fn record(tx: &mut Tx, viewer: &Viewer, at: Timestamp, tag: &str, new: &NewReading) -> Result<i64> {
    viewer.may(Action::ReadOdometers)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    let kind: Parsed<ItemKind> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT kind FROM item WHERE id = $1").bind(item).fetch_one(c))?;
    if kind.0 != ItemKind::Vehicle {
        return Err(Error::conflict("Only a vehicle has an odometer"));
    }
    if let Ok(agency) = viewer.agency() {
        let now = custody::history_of(tx, item).await?.on(AsOf::default())?;
        if !now.iter().any(|(place, _)| matches!(place, Place::Unit(keeper) if keeper.agency == agency)) {
            return Err(Error::conflict(
                "Your agency does not have this vehicle: whoever has it records what it shows",
            ));
        }
    }
    let others: Vec<(i64, Parsed<PartialDate>)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT km, read_on FROM odometer_reading WHERE item_id = $1 ORDER BY read_on, id"
    )
    .bind(item)
    .fetch_all(c))?;
    let others: Vec<Reading> = others.into_iter().map(|(km, on)| Reading { km, read_on: on.start() }).collect();
    new.check(&others)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO odometer_reading (item_id, km, read_on, remark, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
    )
    .bind(item)
    .bind(new.reading.km)
    .bind(Parsed(PartialDate::Day(new.reading.read_on)))
    .bind(&new.remark)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &READING, id).await?;
    Ok(id)
}

pub(crate) static READING: Table = Table::new(
    "odometer_reading",
    Entity::Item,
    ToldBy::Number("odometer_reading"),
    rows!(
        "SELECT o.id AS _id, i.tag AS _key, 'edited' AS _deed, o.person_id AS _person, o.recorded_at AS _at,
           o.id AS odometer_reading, o.km AS odometer_km, o.read_on, o.remark
         FROM odometer_reading o JOIN item i ON i.id = o.item_id",
        "o.id"
    ),
);

/// The readings of an item, the oldest first, on both clocks. How far their vehicles go is the agencies' own matter: donors
/// read none.
///
/// # Errors
/// The item is not there or out of scope: "not found".
pub async fn of_item(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<Vec<ReadingRow>> {
    let item = items::in_scope_as_of(tx, viewer, tag, AsOf::default()).await?;
    if viewer.is_donor() || !item.driven {
        return Ok(Vec::new());
    }
    type Row = (i64, Parsed<PartialDate>, Option<String>, String, Option<i64>, i64);
    let rows: Vec<Row> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT o.km, o.read_on, o.remark, p.name, (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id), o.recorded_at
         FROM odometer_reading o JOIN person p ON p.id = o.person_id
         WHERE o.item_id = $1 AND o.read_on <= $2 AND o.recorded_at <= $3 ORDER BY o.read_on, o.id"
    )
    .bind(item.id)
    .bind(as_of.day_text())
    .bind(as_of.known_millis())
    .fetch_all(c)
    })?;
    let row = |(km, read_on, remark, name, agency, at): Row| ReadingRow {
        km,
        read_on: read_on.0,
        remark,
        person: name_for(viewer, name, agency, || match agency {
            Some(_) => "an officer of another agency".to_owned(),
            None => "programme staff".to_owned(),
        }),
        recorded_at: Timestamp(at),
    };
    Ok(rows.into_iter().map(row).collect())
}
