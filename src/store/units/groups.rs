//! Groups of units whose members are not named: how many were planned and established, as published. They are in no count of units.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    unit::{UnitKind, known::NewGroup},
};

use super::{unit_of_agency, unit_of_country};
use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    components::{self, component_of_agency, component_of_donor},
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    now,
    query::{Parts, Query, ask},
    rows::one_a_line,
    sources,
};

/// A group of units as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    pub id: i64,
    /// The code of its component.
    pub component: Option<String>,
    pub kind: UnitKind,
    /// `UZ–TJ`
    pub borders: Vec<String>,
    pub as_of: Option<PartialDate>,
    pub planned: Option<i64>,
    pub established: Option<i64>,
    pub note: Option<String>,
    /// Title and code.
    pub source: (String, String),
    /// Why it is wrong; staff alone read such a one.
    pub withdrawn: Option<String>,
    pub version: i64,
    /// So many units of the kind the viewer reads one by one: they stand beside the group and are not a part of it.
    pub named: i64,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    component: Option<String>,
    kind: Parsed<UnitKind>,
    borders: Option<String>,
    as_of: Option<Parsed<PartialDate>>,
    planned: Option<i64>,
    established: Option<i64>,
    note: Option<String>,
    source: String,
    source_code: String,
    withdrawn: Option<String>,
    version: i64,
    named: i64,
}

impl From<Stored> for GroupRow {
    fn from(row: Stored) -> Self {
        GroupRow {
            id: row.id,
            component: row.component,
            kind: row.kind.0,
            borders: row.borders.unwrap_or_default().lines().map(str::to_owned).collect(),
            as_of: row.as_of.map(|date| date.0),
            planned: row.planned,
            established: row.established,
            note: row.note,
            source: (row.source, row.source_code),
            withdrawn: row.withdrawn,
            version: row.version,
            named: row.named,
        }
    }
}

/// The groups of the components in scope, or of one of them, and those of none. Staff read those that are withdrawn as well.
///
/// # Errors
/// The role sees no units.
pub async fn groups(tx: &mut Tx, viewer: &Viewer, component: Option<&str>) -> Result<Vec<GroupRow>> {
    viewer.may(Action::SeeUnits)?;
    let query = question(viewer);
    let query = match component {
        Some(code) => query.with(" AND k.code = ?", [code.into()]),
        None => query,
    };
    read(tx, query).await
}

/// One of them, for whoever may correct it.
///
/// # Errors
/// Only staff do this; no such group: "not found".
pub async fn group(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<GroupRow> {
    viewer.may(Action::ManageGrants)?;
    read(tx, question(viewer).with(" AND g.id = ?", [id.into()])).await?.pop().ok_or_else(Error::not_found)
}

fn question(viewer: &Viewer) -> Query {
    Query::new(
        "SELECT g.id, k.code AS component, g.kind, g.borders, g.as_of, g.planned, g.established, g.note, s.title AS source,
           s.code AS source_code, g.withdrawn, g.version,
           (SELECT COUNT(*) FROM unit u WHERE u.kind = g.kind AND u.as_id = u.id AND u.closed_on IS NULL",
    )
    .for_all_readers(
        viewer,
        Parts {
            everything: "",
            agency: concat!(" AND ", unit_of_agency!("u.id")),
            country: concat!(" AND ", unit_of_country!("u")),
            donor: "",
        },
    )
    .with(
        ") AS named FROM unit_group g LEFT JOIN component k ON k.id = g.component_id JOIN source s ON s.id = g.source_id WHERE TRUE",
        [],
    )
    .for_reader(
        viewer,
        "",
        concat!(" AND g.withdrawn IS NULL AND (g.component_id IS NULL OR ", component_of_agency!("g.component_id"), ")"),
        concat!(" AND g.withdrawn IS NULL AND (g.component_id IS NULL OR ", component_of_donor!("g.component_id"), ")"),
    )
}

async fn read(tx: &mut Tx, query: Query) -> Result<Vec<GroupRow>> {
    now::settle(tx).await?;
    let rows: Vec<Stored> = ask!(tx, query.with(" ORDER BY g.id", []), fetch_all)?;
    Ok(rows.into_iter().map(GroupRow::from).collect())
}

/// The columns of a group that are ids.
async fn columns(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewGroup) -> Result<(Option<i64>, i64)> {
    let component = match &new.component_code {
        Some(code) => Some(components::id_of(tx, code).await?),
        None => None,
    };
    let source = sources::named(tx, viewer, at, &new.source).await?;
    Ok((component, sources::id(tx, &source).await?))
}

/// Records a group.
///
/// # Errors
/// Only staff do this; no such component or source.
pub async fn record_group(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewGroup) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let (component, source) = columns(tx, viewer, at, new).await?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO unit_group (component_id, kind, borders, as_of, planned, established, note, source_id, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    )
    .bind(component)
    .bind(new.kind.word())
    .bind(one_a_line(&new.borders))
    .bind(new.as_of.map(Parsed))
    .bind(new.planned)
    .bind(new.established)
    .bind(&new.note)
    .bind(source)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &GROUP, id).await?;
    Ok(id)
}

/// Puts right what was entered wrongly.
///
/// # Errors
/// Only staff do this; no such group, or it is withdrawn: "not found"; no such component or source; somebody changed it since
/// `expected_version` was read.
pub async fn update_group(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    new: &NewGroup,
) -> Result<()> {
    let known = group(tx, viewer, id).await?;
    if known.withdrawn.is_some() {
        return Err(Error::not_found());
    }
    let (component, source) = columns(tx, viewer, at, new).await?;
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE unit_group SET component_id = $3, kind = $4, borders = $5, as_of = $6, planned = $7, established = $8, note = $9,
           source_id = $10, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(component)
    .bind(new.kind.word())
    .bind(one_a_line(&new.borders))
    .bind(new.as_of.map(Parsed))
    .bind(new.planned)
    .bind(new.established)
    .bind(&new.note)
    .bind(source)
    .execute(c)
    })?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::UnitGroup, &id.to_string()).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &GROUP, id).await
}

/// Withdraws a group that was recorded in error: staff go on to read it, with the reason.
///
/// # Errors
/// Only staff do this; no such group; withdrawn already; no reason.
pub async fn withdraw_group(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64, reason: &str) -> Result<()> {
    if group(tx, viewer, id).await?.withdrawn.is_some() {
        return Err(Error::conflict("This is withdrawn already"));
    }
    let reason = reason_given(reason, "Say why it is wrong")?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE unit_group SET withdrawn = $2, version = version + 1 WHERE id = $1")
        .bind(id)
        .bind(&reason)
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &GROUP, id).await
}

pub(crate) static GROUP: Table = Table::new(
    "unit_group",
    Entity::UnitGroup,
    ToldBy::Key,
    rows!(
        "SELECT g.id AS _id, g.id AS _key, g.recorded_at AS _at, g.person_id AS _person, k.code AS component, g.kind,
           g.borders AS \"borders[]\", g.as_of, g.planned, g.established, g.note, s.code AS source, g.withdrawn
         FROM unit_group g LEFT JOIN component k ON k.id = g.component_id JOIN source s ON s.id = g.source_id",
        "g.id"
    ),
);
