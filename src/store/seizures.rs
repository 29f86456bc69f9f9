//! Seizures: results of the teams, in whole grams.

use domain::{
    Action, PartialDate, Scope, Timestamp, Viewer,
    change::{Deed, Entity},
    unit::{UnitKind, UnitRef},
};

use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::{sql, touch},
    facts::{self, Table, ToldBy, list, rows},
    query::{Query, ask},
    sources,
    units::{self, grouped},
};

/// A seizure as recorded.
#[derive(Debug, Clone)]
pub struct NewSeizure {
    pub unit_code: String,
    pub place: String,
    pub occurred_on: Option<PartialDate>,
    /// The printed words, where they are all that is known: "17 April (year not stated)".
    pub date_as_published: Option<String>,
    pub substance: String,
    /// Grams and what the source says of the part; empty when it names only the whole.
    pub parts: Vec<(i64, Option<String>)>,
    pub grams: i64,
    pub source_code: Option<String>,
}

#[derive(Debug, Clone)]
pub struct SeizureRow {
    pub id: i64,
    pub place: String,
    pub unit: UnitRef,
    pub occurred_on: Option<PartialDate>,
    /// The date as far as it is known, else the printed words, else "Date not stated".
    pub date: String,
    pub substance: String,
    pub grams: i64,
    pub parts: Vec<SeizurePart>,
    /// The title of the source.
    pub source: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeizurePart {
    pub grams: i64,
    pub note: Option<String>,
}

/// # Errors
/// Only staff do this; the parts do not make the whole; no such unit or source.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewSeizure) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let parts: i64 = new.parts.iter().map(|(grams, _)| *grams).fold(0, i64::saturating_add);
    if new.grams <= 0 || new.parts.iter().any(|(grams, _)| *grams <= 0) {
        return Err(Error::invalid("grams", "Enter a mass of at least one gram"));
    }
    if !new.parts.is_empty() && parts != new.grams {
        return Err(Error::invalid("grams", format!("The parts add up to {parts} g, not to {} g", new.grams)));
    }
    let unit = units::id_of(tx, &new.unit_code, "unit").await?;
    let source = sources::optional_id(tx, new.source_code.as_deref()).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO seizure (unit_id, place, occurred_on, date_as_published, substance, grams, source_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(unit)
    .bind(&new.place)
    .bind(new.occurred_on.map(Parsed))
    .bind(&new.date_as_published)
    .bind(&new.substance)
    .bind(new.grams)
    .bind(source)
    .fetch_one(c))?;
    for (grams, note) in &new.parts {
        let statement = "INSERT INTO seizure_part (seizure_id, grams, note) VALUES ($1, $2, $3)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(grams).bind(note).execute(c))?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Created, &SEIZURE, id).await?;
    Ok(id)
}

pub(crate) static SEIZURE: Table = Table::new(
    "seizure",
    Entity::Seizure,
    ToldBy::Key,
    rows!(
        "SELECT z.id AS _id, z.id AS _key, u.code AS unit, z.place, z.occurred_on, z.date_as_published, z.substance, z.grams,
           s.code AS source FROM seizure z JOIN unit u ON u.id = z.unit_id LEFT JOIN source s ON s.id = z.source_id",
        "z.id"
    ),
)
.lists(&[list!(
    "parts",
    "SELECT p.seizure_id AS _of, p.grams AS \"0\", p.note AS \"1\" FROM seizure_part p",
    "p.seizure_id",
    "p.id"
)]);

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    unit_id: i64,
    place: String,
    occurred_on: Option<Parsed<PartialDate>>,
    date_as_published: Option<String>,
    substance: String,
    grams: i64,
    source: Option<String>,
}

/// The seizures in scope, newest first and those without a date last. An officer reads those of units that its agency
/// mans; a donor those of the teams (their coordination included) when one of its grants is for the teams. Where Border
/// Liaison Offices seized something is an exact post, so a donor reads only their published totals.
///
/// # Errors
/// The database does not answer.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<SeizureRow>> {
    read(tx, viewer, Query::default()).await
}

/// Those of one unit.
///
/// # Errors
/// The database does not answer.
pub async fn of_unit(tx: &mut Tx, viewer: &Viewer, unit_code: &str) -> Result<Vec<SeizureRow>> {
    read(tx, viewer, Query::default().with(" AND u.code = ?", [Bind::from(unit_code)])).await
}

/// Those of the units that a component is about.
pub(crate) async fn of_component(tx: &mut Tx, viewer: &Viewer, component_code: &str) -> Result<Vec<SeizureRow>> {
    let about = match component_code.parse::<UnitKind>() {
        Ok(UnitKind::Imt) => " AND u.kind IN ('IMT', 'OCT')",
        Ok(UnitKind::Blo) => " AND u.kind = 'BLO'",
        _ => return Ok(Vec::new()),
    };
    read(tx, viewer, Query::new(about)).await
}

async fn read(tx: &mut Tx, viewer: &Viewer, more: Query) -> Result<Vec<SeizureRow>> {
    viewer.may(Action::SeeComponents)?;
    let mut query = Query::new(
        "SELECT z.id, z.unit_id, z.place, z.occurred_on, z.date_as_published, z.substance, z.grams,
           s.title AS source
         FROM seizure z JOIN unit u ON u.id = z.unit_id LEFT JOIN source s ON s.id = z.source_id WHERE ",
    );
    match viewer.scope {
        Scope::Everything => query.push("TRUE", []),
        Scope::Agency(agency) => query.push(
            "EXISTS (SELECT 1 FROM unit_agency m WHERE m.unit_id = u.id AND m.agency_id = ?)",
            [Bind::from(agency)],
        ),
        Scope::Donor(donor) => query.push(
            "u.kind IN ('IMT', 'OCT') AND EXISTS (SELECT 1 FROM allocation x
               JOIN grant_donor d ON d.grant_id = x.grant_id JOIN phase p ON p.id = x.phase_id
               JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT' AND d.donor_id = ?
                 AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id))",
            [Bind::from(donor)],
        ),
    }
    let query = query.and(more).with(" ORDER BY z.occurred_on DESC NULLS LAST, z.id", []);
    let stored: Vec<Stored> = ask!(&mut *tx, query, fetch_all)?;
    if stored.is_empty() {
        return Ok(Vec::new());
    }
    let mut parts = Query::new("SELECT seizure_id, grams, note FROM seizure_part WHERE seizure_id IN (");
    parts.push_ids(stored.iter().map(|row| row.id));
    let parts: Vec<(i64, i64, Option<String>)> = ask!(&mut *tx, parts.with(") ORDER BY id", []), fetch_all)?;
    let mut parts = grouped(parts.into_iter().map(|(seizure, grams, note)| (seizure, SeizurePart { grams, note })));
    let units = units::mentions(tx, viewer).await?;
    let row = |stored: Stored| {
        let occurred_on = stored.occurred_on.map(|d| d.0);
        let printed = stored.date_as_published.unwrap_or_else(|| "Date not stated".to_owned());
        Some(SeizureRow {
            id: stored.id,
            place: stored.place,
            unit: units.get(&stored.unit_id)?.clone(),
            occurred_on,
            date: occurred_on.map_or(printed, PartialDate::words),
            substance: stored.substance,
            grams: stored.grams,
            parts: parts.remove(&stored.id).unwrap_or_default(),
            source: stored.source,
        })
    };
    Ok(stored.into_iter().filter_map(row).collect())
}
