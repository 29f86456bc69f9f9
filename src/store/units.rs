//! Units: the teams and offices that use the equipment.
//!
//! A donor gets no code, crossing or alias of a Border Liaison Office: those are counted for each border.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use domain::{
    Action, AsOf, PartialDate, Viewer,
    unit::{UnitKind, UnitRef},
};

use crate::{
    Binds, Error, LineRow, Parsed, Result, Tx,
    agencies::{self, AgencyRef},
    db::sql,
    items::{RoundRef, round_refs_as_of},
    lines::{Of, lines_as_of},
    now,
};

mod inventory;
mod write;
pub use inventory::{InventoryRow, inventory_as_of};
pub(crate) use write::UNIT;
pub use write::{NewUnit, add, id_of};

/// A unit in a list, or, for donors, all Border Liaison Offices of one border.
#[derive(Debug, Clone)]
pub struct UnitRow {
    pub unit: UnitRef,
    pub kind: UnitKind,
    /// The town, or the crossing.
    pub place: Option<String>,
    pub border: Option<String>,
    pub aliases: Vec<String>,
    pub areas: Vec<String>,
    /// The agencies that man it, under their present names.
    pub agencies: Vec<AgencyRef>,
    pub since: Option<PartialDate>,
    pub planned: Option<PartialDate>,
    /// How many units the row stands for: 1, except where a donor sees only their number.
    pub count: usize,
}

/// A unit with its id, by which other files find its lines and courses.
#[derive(Debug, Clone)]
pub struct UnitShow {
    pub id: i64,
    pub row: UnitRow,
}

impl UnitRow {
    /// Everything by which people look for it: "Gulistan" and "Syrdarya" find the same team.
    pub fn search_text(&self) -> String {
        let own = [self.unit.code.as_deref(), Some(&self.unit.label), Some(self.kind.label()), self.border.as_deref()];
        let names = self.agencies.iter().flat_map(|a| [a.code.as_str(), a.name.as_str()]);
        let lists = self.aliases.iter().chain(&self.areas).map(String::as_str);
        own.into_iter().flatten().chain(lists).chain(names).collect::<Vec<_>>().join(" ").to_lowercase()
    }

    /// `working since 2018`, `planned 2020`; nothing where the sources do not say.
    pub fn working(&self) -> Option<String> {
        match (self.since, self.planned) {
            (Some(since), _) => Some(format!("working since {}", since.words())),
            (None, Some(planned)) => Some(format!("planned {}", planned.words())),
            (None, None) => None,
        }
    }

    /// Is it known to have worked in this year?
    pub fn existing_in(&self, year: i32) -> bool {
        self.since.is_some_and(|since| since.start().year() <= year)
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    since: Option<Parsed<PartialDate>>,
    planned: Option<Parsed<PartialDate>>,
}

/// The units that a person may see, `u` being the unit and `$1 … $3` the scope. An officer sees those that its agency
/// mans, or that were announced goods for it. (A donor sees all; what of them is decided in [`Lists::row`].)
macro_rules! unit_in_scope {
    () => {
        "($1 OR $2 > 0 OR EXISTS (SELECT 1 FROM unit_agency m WHERE m.unit_id = u.id AND m.agency_id = $3)
           OR EXISTS (SELECT 1 FROM line l WHERE l.unit_id = u.id AND l.agency_id = $3
             AND EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = l.round_id AND s.step IN ('scheduled', 'dispatched'))
             AND NOT EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = l.round_id AND s.step = 'cancelled')))"
    };
}
pub(crate) use unit_in_scope;

/// The units in scope, teams before offices. A donor gets one row for the Border Liaison Offices of each border.
///
/// # Errors
/// The database does not answer.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<UnitRow>> {
    viewer.may(Action::SeeUnits)?;
    let scope = Binds::from(viewer);
    let stored: Vec<Stored> = sql!(&mut *tx, |c| sqlx::query_as(concat!(
        "SELECT u.id, u.code, u.kind, u.base, u.crossing, u.border, u.since, u.planned FROM unit u WHERE ",
        unit_in_scope!(),
        " ORDER BY CASE u.kind WHEN 'IMT' THEN 1 WHEN 'OCT' THEN 2 ELSE 3 END, u.code"
    ))
    .bind(scope.all)
    .bind(scope.donor)
    .bind(scope.agency)
    .fetch_all(c))?;
    let mut lists = Lists::load(tx).await?;
    let (offices, named): (Vec<Stored>, Vec<Stored>) =
        stored.into_iter().partition(|u| viewer.is_donor() && u.kind.0 == UnitKind::Blo);
    let mut rows: Vec<UnitRow> = named.into_iter().map(|unit| lists.row(unit, viewer)).collect();
    rows.extend(counted_by_border(&offices));
    Ok(rows)
}

/// How many items of the viewer's are with each unit, and how many were sent to it and are not counted to the end. For a
/// donor all offices of one border are one.
///
/// # Errors
/// The database does not answer.
pub async fn item_counts(tx: &mut Tx, viewer: &Viewer) -> Result<HashMap<UnitRef, (i64, i64)>> {
    viewer.may(Action::SeeItems)?;
    now::settle(tx).await?;
    let scope = now::Scope::from(viewer);
    let counts: Vec<(i64, i64, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT r.unit_id, CAST(SUM(CASE WHEN n.held AND n.received > 0 THEN 1 ELSE 0 END) AS BIGINT),
           CAST(SUM(CASE WHEN n.dispatched AND n.outstanding > 0 THEN 1 ELSE 0 END) AS BIGINT)
         FROM item_reader r JOIN item_now n ON n.item_id = r.item_id
         WHERE r.scope = $1 AND r.scope_id = $2 AND r.state <> 'cancelled' AND (r.scope <> 'agency' OR r.agency_id = r.scope_id)
         GROUP BY r.unit_id"
    )
    .bind(scope.word())
    .bind(scope.id())
    .fetch_all(c)
    })?;
    let mentions = mentions(tx, viewer).await?;
    let mut by_unit: HashMap<UnitRef, (i64, i64)> = HashMap::new();
    for (unit, held, coming) in counts {
        if let Some(unit) = mentions.get(&unit) {
            let sums = by_unit.entry(unit.clone()).or_default();
            *sums = (sums.0 + held, sums.1 + coming);
        }
    }
    Ok(by_unit)
}

/// What a donor may know of the Border Liaison Offices: how many there are at each border.
fn counted_by_border(offices: &[Stored]) -> Vec<UnitRow> {
    let mut borders: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for office in offices {
        *borders.entry(office.border.as_deref()).or_default() += 1;
    }
    let row = |(border, count): (Option<&str>, usize)| UnitRow {
        unit: UnitRef::new("", UnitKind::Blo, None, None, border, true),
        kind: UnitKind::Blo,
        place: None,
        border: border.map(str::to_owned),
        aliases: Vec::new(),
        areas: Vec::new(),
        agencies: Vec::new(),
        since: None,
        planned: None,
        count,
    };
    borders.into_iter().map(row).collect()
}

/// One unit.
///
/// # Errors
/// Not there or out of scope; for a donor every Border Liaison Office.
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<UnitShow> {
    viewer.may(Action::SeeUnits)?;
    let scope = Binds::from(viewer);
    let stored: Option<Stored> = sql!(&mut *tx, |c| sqlx::query_as(concat!(
        "SELECT u.id, u.code, u.kind, u.base, u.crossing, u.border, u.since, u.planned FROM unit u
         WHERE u.code = $4 AND ($2 < 0 OR u.kind <> 'BLO') AND ",
        unit_in_scope!()
    ))
    .bind(scope.all)
    .bind(scope.donor)
    .bind(scope.agency)
    .bind(code)
    .fetch_optional(c))?;
    let stored = stored.ok_or_else(Error::not_found)?;
    Ok(UnitShow { id: stored.id, row: Lists::load(tx).await?.row(stored, viewer) })
}

/// Every unit by its id, as this viewer may see it mentioned in a record that is in scope.
pub(crate) async fn mentions(tx: &mut Tx, viewer: &Viewer) -> Result<HashMap<i64, UnitRef>> {
    let stored: Vec<Stored> = sql!(tx, |c| sqlx::query_as(
        "SELECT u.id, u.code, u.kind, u.base, u.crossing, u.border, u.since, u.planned FROM unit u"
    )
    .fetch_all(c))?;
    Ok(stored.into_iter().map(|unit| (unit.id, unit.mention(viewer))).collect())
}

impl Stored {
    fn mention(&self, viewer: &Viewer) -> UnitRef {
        let (base, crossing, border) = (self.base.as_deref(), self.crossing.as_deref(), self.border.as_deref());
        UnitRef::new(&self.code, self.kind.0, base, crossing, border, viewer.is_donor())
    }
}

/// Aliases, areas and manning agencies by unit: one query each for any number of units.
struct Lists {
    aliases: HashMap<i64, Vec<String>>,
    areas: HashMap<i64, Vec<String>>,
    agencies: HashMap<i64, Vec<AgencyRef>>,
}

impl Lists {
    async fn load(tx: &mut Tx) -> Result<Self> {
        let aliases: Vec<(i64, String)> =
            sql!(&mut *tx, |c| sqlx::query_as("SELECT unit_id, alias FROM unit_alias ORDER BY alias").fetch_all(c))?;
        let areas: Vec<(i64, String)> =
            sql!(&mut *tx, |c| sqlx::query_as("SELECT unit_id, area FROM unit_area ORDER BY area").fetch_all(c))?;
        let manning: Vec<(i64, i64)> = sql!(&mut *tx, |c| sqlx::query_as(
            "SELECT m.unit_id, m.agency_id FROM unit_agency m JOIN agency a ON a.id = m.agency_id ORDER BY a.code"
        )
        .fetch_all(c))?;
        let directory = agencies::directory(tx).await?;
        let named = |(unit, agency)| Some((unit, directory.get(&agency)?.mention(None)));
        Ok(Lists {
            aliases: grouped(aliases),
            areas: grouped(areas),
            agencies: grouped(manning.into_iter().filter_map(named)),
        })
    }

    fn row(&mut self, unit: Stored, viewer: &Viewer) -> UnitRow {
        UnitRow {
            unit: unit.mention(viewer),
            kind: unit.kind.0,
            place: unit.base.or(unit.crossing),
            border: unit.border,
            aliases: self.aliases.remove(&unit.id).unwrap_or_default(),
            areas: self.areas.remove(&unit.id).unwrap_or_default(),
            agencies: self.agencies.remove(&unit.id).unwrap_or_default(),
            since: unit.since.map(|d| d.0),
            planned: unit.planned.map(|d| d.0),
            count: 1,
        }
    }
}

/// Pairs by their first part, in their order.
pub(crate) fn grouped<T>(pairs: impl IntoIterator<Item = (i64, T)>) -> HashMap<i64, Vec<T>> {
    let mut groups: HashMap<i64, Vec<T>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

/// A line for a unit: what was sent to it, or is on its way. What it holds today is its inventory.
#[derive(Debug, Clone)]
pub struct Holding {
    pub line: LineRow,
    pub round: RoundRef,
    /// The newest receipt that counted it: its id in addresses, and the day stated there.
    pub receipt: Option<(String, PartialDate)>,
}

/// The lines for a unit that are in scope, the newest first; cancelled rounds are left out.
///
/// # Errors
/// The unit is not there or out of scope.
pub async fn holdings(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<Holding>> {
    holdings_as_of(tx, viewer, code, AsOf::default()).await
}

/// The lines for a unit as they stood then.
///
/// # Errors
/// The unit is not there or out of scope.
pub async fn holdings_as_of(tx: &mut Tx, viewer: &Viewer, code: &str, as_of: AsOf) -> Result<Vec<Holding>> {
    viewer.may(Action::SeeItems)?;
    let UnitShow { id: unit, row: own } = show(tx, viewer, code).await?;
    let rounds = round_refs_as_of(tx, as_of).await?;
    // Whoever may see a line may see the receipts that counted it, so the lines below carry the scope.
    let counted: Vec<(i64, String, Parsed<PartialDate>)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
            "SELECT n.line_id, t.public_id, t.received_on FROM receipt_line n
         JOIN receipt t ON t.id = n.receipt_id JOIN line l ON l.id = n.line_id WHERE l.unit_id = $1
           AND t.received_on <= $2 AND t.recorded_at <= $3 ORDER BY n.sequence",
        )
        .bind(unit)
        .bind(as_of.day_text())
        .bind(as_of.known_millis())
        .fetch_all(c)
    })?;
    let mut receipts: HashMap<i64, (String, PartialDate)> = HashMap::new();
    for (line, public_id, received_on) in counted {
        receipts.insert(line, (public_id, received_on.0));
    }
    let holding = |line: LineRow| {
        let round = rounds.get(&line.round_id).filter(|round| !round.cancelled)?.clone();
        let receipt = receipts.remove(&line.id);
        Some(Holding { line, round, receipt })
    };
    let lines = lines_as_of(tx, viewer, Of::Unit(unit), as_of).await?;
    let agency = viewer.agency().ok();
    let sent_here =
        lines.into_iter().filter(|line| line.unit == own.unit && agency.is_none_or(|own| own == line.agency_id));
    let mut rows: Vec<Holding> = sent_here.filter_map(holding).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.round.day, row.line.id)));
    Ok(rows)
}
