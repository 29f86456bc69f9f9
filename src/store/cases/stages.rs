//! The stages of cases, as far as somebody reads them.

use domain::{
    Action, Currency, Money, PartialDate, Viewer,
    activity::Sex,
    case::{PlaceKind, Substance},
    measured::{Measured, SeizedMeasure},
    unit::{UnitKind, UnitRef},
};

use super::{
    HeldRow, SeizedRow, StageRow,
    listed::{of_agency, of_country},
};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    query::{Parts, Query, ask},
    units::grouped,
};

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    case_id: i64,
    case_code: String,
    number: i64,
    occurred_on: Option<Parsed<PartialDate>>,
    date_as_published: Option<String>,
    place: String,
    place_kind: Option<Parsed<PlaceKind>>,
    origin: Option<String>,
    route: Option<String>,
    concealment: Option<String>,
    note: Option<String>,
    source: Option<String>,
    source_code: Option<String>,
    withdrawn: Option<String>,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct StoredUnit {
    stage_id: i64,
    code: String,
    kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
}

#[derive(sqlx::FromRow)]
struct StoredSeized {
    stage_id: i64,
    substance: Parsed<Substance>,
    name: Option<String>,
    measure: Parsed<SeizedMeasure>,
    amount: i64,
    offered_minor: Option<i64>,
    currency: Option<Parsed<Currency>>,
    note: Option<String>,
}

#[derive(sqlx::FromRow)]
struct StoredHeld {
    stage_id: i64,
    number: Option<i64>,
    nationality: Option<String>,
    sex: Parsed<Sex>,
    note: Option<String>,
}

const READ: &str =
    "SELECT s.id, s.case_id, z.code AS case_code, s.number, s.occurred_on, s.date_as_published, s.place, s.place_kind,
   s.origin, s.route, s.concealment, s.note, o.title AS source, o.code AS source_code, s.withdrawn, s.version
 FROM case_stage s JOIN seizure_case z ON z.id = s.case_id LEFT JOIN source o ON o.id = s.source_id WHERE ";

const IN_ORDER: &str = " ORDER BY s.case_id, s.number";

/// One stage, for whoever may correct it.
///
/// # Errors
/// Only staff do this; no such stage: "not found".
pub async fn stage(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<StageRow> {
    viewer.may(Action::ManageCases)?;
    let found = read(tx, viewer, Query::new(READ).with("s.id = ?", [Bind::from(id)]), (IN_ORDER, None)).await?;
    found.into_iter().next().map(|(_, stage)| stage).ok_or_else(Error::not_found)
}

/// The stages of these cases, in their order; withdrawn ones are read by staff alone.
pub(super) async fn of_cases(tx: &mut Tx, viewer: &Viewer, cases: &[i64]) -> Result<Vec<(i64, StageRow)>> {
    let mut query = Query::new(READ).with("s.case_id IN (", []);
    query.push_ids(cases.iter().copied());
    read(tx, viewer, query.with(")", []), (IN_ORDER, None)).await
}

/// The stages in which a unit acted, the newest first, at most `most`.
///
/// # Errors
/// The role sees no cases; no such unit in scope.
pub async fn of_unit(tx: &mut Tx, viewer: &Viewer, unit_code: &str, most: i64) -> Result<Vec<StageRow>> {
    viewer.may(Action::SeeCases)?;
    if !crate::units::more(tx, viewer, unit_code).await?.seized {
        return Ok(Vec::new());
    }
    let acted = "s.withdrawn IS NULL AND z.withdrawn IS NULL AND EXISTS (SELECT 1 FROM case_stage_unit m
        JOIN unit u ON u.id = m.unit_id WHERE m.stage_id = s.id AND u.as_id = (SELECT o.as_id FROM unit o WHERE o.code = ?))";
    let newest = " ORDER BY COALESCE(s.occurred_on, '') DESC, s.id DESC LIMIT ?";
    let query = Query::new(READ).with(acted, [Bind::from(unit_code)]);
    let rows = read(tx, viewer, query, (newest, Some(most))).await?;
    Ok(rows.into_iter().map(|(_, stage)| stage).collect())
}

/// With their cases; the order, and how many at most where its last word is a `?`.
async fn read(
    tx: &mut Tx,
    viewer: &Viewer,
    query: Query,
    (order, most): (&'static str, Option<i64>),
) -> Result<Vec<(i64, StageRow)>> {
    let query = query
        .for_all_readers(
            viewer,
            Parts {
                everything: "",
                agency: concat!(" AND s.withdrawn IS NULL AND ", of_agency!()),
                donor: " AND FALSE",
                country: concat!(" AND s.withdrawn IS NULL AND ", of_country!()),
            },
        )
        .with(order, most.map(Bind::from));
    let stored: Vec<Stored> = ask!(&mut *tx, query, fetch_all)?;
    if stored.is_empty() {
        return Ok(Vec::new());
    }
    let of = |select: &'static str, order: &'static str| {
        let mut query = Query::new(select);
        query.push_ids(stored.iter().map(|stage| stage.id));
        query.with(order, [])
    };
    let units: Vec<StoredUnit> = ask!(
        &mut *tx,
        of(
            "SELECT DISTINCT m.stage_id, u.code, u.kind, u.base, u.crossing, u.border FROM case_stage_unit m
             JOIN unit t ON t.id = m.unit_id JOIN unit u ON u.id = t.as_id WHERE m.stage_id IN (",
            ") ORDER BY u.code"
        ),
        fetch_all
    )?;
    let agencies: Vec<(i64, i64)> = ask!(
        &mut *tx,
        of(
            "SELECT m.stage_id, a.id FROM case_stage_agency m JOIN agency t ON t.id = m.agency_id JOIN agency a ON a.id = t.as_id
             WHERE m.stage_id IN (",
            ") GROUP BY m.stage_id, a.id, a.code ORDER BY a.code"
        ),
        fetch_all
    )?;
    let seized: Vec<StoredSeized> = ask!(
        &mut *tx,
        of(
            "SELECT x.stage_id, x.substance, x.name, x.measure, x.amount, x.offered_minor, x.currency, x.note FROM seized x
             WHERE x.stage_id IN (",
            ") ORDER BY x.id"
        ),
        fetch_all
    )?;
    let held: Vec<StoredHeld> = ask!(
        &mut *tx,
        of(
            "SELECT h.stage_id, h.number, h.nationality, h.sex, h.note FROM held_people h WHERE h.stage_id IN (",
            ") ORDER BY h.id"
        ),
        fetch_all
    )?;
    let directory = crate::agencies::directory(tx).await?;
    let mut units = grouped(units.into_iter().map(|unit| (unit.stage_id, unit.named(viewer))));
    let mut agencies = grouped(agencies);
    let mut seized = grouped(seized.into_iter().map(|row| {
        let (stage, seized) = (row.stage_id, SeizedRow::from(row));
        let offered = seized.offered.filter(|_| viewer.reads_amounts());
        (stage, SeizedRow { offered, ..seized })
    }));
    let mut held = grouped(held.into_iter().map(|row| (row.stage_id, HeldRow::from(row))));
    let row = |stage: Stored| {
        let day = stage.occurred_on.as_ref().map(|date| date.0.start());
        let named = agencies.remove(&stage.id).unwrap_or_default();
        let row = StageRow {
            id: stage.id,
            case_code: stage.case_code,
            number: stage.number,
            occurred_on: stage.occurred_on.map(|date| date.0),
            date_as_published: stage.date_as_published,
            place: stage.place,
            place_kind: stage.place_kind.map(|kind| kind.0),
            units: units.remove(&stage.id).unwrap_or_default(),
            agencies: named.iter().filter_map(|id| directory.get(id)).map(|agency| agency.mention(day)).collect(),
            origin: stage.origin,
            route: stage.route,
            concealment: stage.concealment,
            note: stage.note,
            seized: seized.remove(&stage.id).unwrap_or_default(),
            held: held.remove(&stage.id).unwrap_or_default(),
            source: stage.source.zip(stage.source_code),
            withdrawn: stage.withdrawn,
            version: stage.version,
        };
        (stage.case_id, row)
    };
    Ok(stored.into_iter().map(row).collect())
}

impl StoredUnit {
    fn named(&self, viewer: &Viewer) -> UnitRef {
        let (base, crossing, border) = (self.base.as_deref(), self.crossing.as_deref(), self.border.as_deref());
        UnitRef::new(&self.code, self.kind.0, base, crossing, border, viewer.is_donor()).as_linked_for(viewer)
    }
}

impl From<StoredSeized> for SeizedRow {
    fn from(row: StoredSeized) -> Self {
        SeizedRow {
            substance: row.substance.0,
            name: row.name,
            quantity: Measured { amount: row.amount, measure: row.measure.0 },
            offered: row.offered_minor.zip(row.currency).map(|(minor, currency)| Money::new(minor, currency.0)),
            note: row.note,
        }
    }
}

impl From<StoredHeld> for HeldRow {
    fn from(row: StoredHeld) -> Self {
        HeldRow { number: row.number, nationality: row.nationality, sex: row.sex.0, note: row.note }
    }
}
