//! Units: the teams and offices that use the equipment.
//!
//! A donor gets no code, crossing or alias of a Border Liaison Office: those are counted for each border.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Action, AsOf, PartialDate, Viewer,
    change::Entity,
    phase::MetOn,
    unit::{
        UnitKind, UnitRef,
        change::{ChangeKind, Work, working},
    },
};

use crate::{
    Error, Parsed, Result, Tx,
    agencies::{self, AgencyRef, AgencyRow},
    batch::Bind,
    changes,
    db::{once, sql},
    merges::is_unit,
    now,
    query::{Query, ask},
};

mod care;
mod change;
mod equipment;
mod groups;
mod inventory;
mod listed;
mod map;
mod reach;
mod sent;
mod write;
pub use care::{MOST_CARED_FOR, UnitCare, care};
pub use change::{ChangeRow, change, withdraw_change};
pub(crate) use change::{UNIT_CHANGE, UNIT_CHANGE_WITHDRAWAL};
pub(crate) use equipment::EQUIPMENT;
pub use equipment::{EquipmentRow, equipment, equipment_of, record_equipment, update_equipment, withdraw_equipment};
pub(crate) use groups::GROUP;
pub use groups::{GroupRow, group, groups, record_group, update_group, withdraw_group};
pub(crate) use inventory::{FOR_COUNTRY as INVENTORY_OF_COUNTRY, LIST as INVENTORY};
pub use inventory::{InventoryRow, inventory};
pub(crate) use listed::{FOR_COUNTRY, FOR_DONORS, FOR_OFFICERS, FOR_STAFF, OF_COUNTRY};
pub use listed::{ListedUnit, all, choices, count, list};
pub use map::{OnMap, on_map};
pub(crate) use reach::{unit_of_agency, unit_of_country};
pub(crate) use sent::{COMING, REFUSED};
pub use sent::{Holding, Sent, sent};
pub use write::{NewUnit, UnitNames, add, id_of, update};
pub(crate) use write::{UNIT, give_back, take_over};

/// A unit in a list, or, for donors, all Border Liaison Offices of one border.
#[derive(Debug, Clone)]
pub struct UnitRow {
    pub unit: UnitRef,
    pub kind: UnitKind,
    /// The town, or the crossing.
    pub place: Option<String>,
    pub border: Option<String>,
    /// ISO 3166; none of the offices of a border, which stand on either side.
    pub country: Option<String>,
    pub aliases: Vec<String>,
    pub areas: Vec<String>,
    /// The agencies that man it, under their present names.
    pub agencies: Vec<AgencyRef>,
    pub since: Option<MetOn>,
    pub planned: Option<PartialDate>,
    pub announced: Option<PartialDate>,
    /// From then on it does not work any more.
    pub closed: Option<PartialDate>,
    /// How many units the row stands for: 1, except where a donor sees only their number.
    pub count: usize,
}

/// A unit with its id, by which other files find its lines and activities.
#[derive(Debug, Clone)]
pub struct UnitShow {
    pub id: i64,
    pub row: UnitRow,
    /// Why nothing of it was there on the day that is asked for: it did not work yet, or was not written down.
    pub not_yet: Option<&'static str>,
}

impl UnitRow {
    /// `working since 2018`, `closed Mar 2021`, `announced 3 Mar 2020`, `planned 2020`; nothing where the sources do not say.
    pub fn working(&self) -> Option<String> {
        let closed = self.closed.map(|closed| format!("closed {}", closed.words()));
        let announced = || self.announced.map(|announced| format!("announced {}", announced.words()));
        let planned = || self.planned.map(|planned| format!("planned {}", planned.words()));
        closed.or(self.since.map(working)).or_else(announced).or_else(planned)
    }
}

#[derive(Clone, sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    since: Option<Parsed<PartialDate>>,
    since_by: bool,
    planned: Option<Parsed<PartialDate>>,
    announced_on: Option<Parsed<PartialDate>>,
    closed_on: Option<Parsed<PartialDate>>,
    country: Option<String>,
}

/// What [`Stored`] reads of `unit u`.
macro_rules! columns {
    () => {
        "u.id, u.code, u.kind, u.base, u.crossing, u.border, u.since, u.since_by, u.planned, u.announced_on, u.closed_on, u.country"
    };
}
use columns;

/// One unit.
///
/// # Errors
/// Not there or out of scope; for a donor every Border Liaison Office.
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<UnitShow> {
    let stored = find(tx, viewer, code).await?;
    Ok(UnitShow { id: stored.id, row: Lists::of(tx, &[stored.id]).await?.cut(stored, 1, viewer), not_yet: None })
}

/// One unit as it was then, with everything that ever changed of it (the oldest first). Who may see it is decided by now.
///
/// # Errors
/// As [`show`].
pub async fn show_as_of(tx: &mut Tx, viewer: &Viewer, code: &str, as_of: AsOf) -> Result<(UnitShow, Vec<ChangeRow>)> {
    let found = found(tx, viewer, code).await?;
    let mut stored = found.unit;
    let changed = if found.changed { change::of_unit(tx, viewer, stored.id).await? } else { Vec::new() };
    let mut lists = Lists::of(tx, &[stored.id]).await?;
    let manning = lists.agencies.remove(&stored.id).unwrap_or_default();
    let now = change::Then {
        planned: stored.planned.map(|d| d.0),
        announced: stored.announced_on.map(|d| d.0),
        work: Work { since: stored.since(), closed: stored.closed_on.map(|d| d.0) },
        place: stored.base.clone().or(stored.crossing.clone()),
        agency_codes: manning.into_iter().map(|agency| agency.code).collect(),
    };
    let then = change::then(&changed, &now, as_of);
    let place = if stored.kind.0 == UnitKind::Blo { &mut stored.crossing } else { &mut stored.base };
    place.clone_from(&then.place);
    (stored.planned, stored.announced_on) = (then.planned.map(Parsed), then.announced.map(Parsed));
    stored.since = then.work.since.map(|since| Parsed(since.date));
    stored.since_by = then.work.since.is_some_and(|since| since.by);
    stored.closed_on = then.work.closed.map(Parsed);
    let (id, started) = (stored.id, then.work.since.or(now.work.since));
    // What is planned or announced is there to be read about before it works.
    let awaited = changed.iter().any(|row| {
        matches!(row.kind, ChangeKind::Planned | ChangeKind::Announced)
            && row.dated.known(as_of)
            && row.dated.reached(as_of)
    });
    let mut row = lists.cut(stored, 1, viewer);
    let directory = agencies::directory(tx).await?;
    let manned = directory.values().filter(|agency| then.agency_codes.iter().any(|code| agency.has_code(code)));
    row.agencies = manned.map(|agency| agency.mention(as_of.day)).collect();
    row.agencies.sort();
    row.agencies.dedup();
    let not_yet = not_yet(tx, code, started.filter(|_| !awaited), as_of).await?;
    if not_yet.is_some() {
        // Of what came later nothing is said.
        (row.since, row.planned, row.announced, row.closed) = (None, None, None, None);
        (row.agencies, row.aliases, row.areas) = Default::default();
    }
    Ok((UnitShow { id, row, not_yet }, changed))
}

async fn not_yet(tx: &mut Tx, code: &str, started: Option<MetOn>, as_of: AsOf) -> Result<Option<&'static str>> {
    if !changes::was_known(tx, Entity::Unit, code, as_of).await? {
        return Ok(Some("Nothing of it was recorded then."));
    }
    let later = started.zip(as_of.day).filter(|(since, day)| *day < since.known_from());
    Ok(later.map(|(since, _)| match since.by {
        true => "Whether it worked on that day is not known: the sources say only that it did later.",
        false => "It did not work yet on that day.",
    }))
}

/// The id of a unit in scope.
pub(crate) async fn key(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<i64> {
    Ok(find(tx, viewer, code).await?.id)
}

async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Stored> {
    Ok(found(tx, viewer, code).await?.unit)
}

/// A unit in scope, and whether it was ever changed, has heads or twins, took part in seizures: what there is none of is not asked for.
#[derive(Clone, sqlx::FromRow)]
struct Found {
    #[sqlx(flatten)]
    unit: Stored,
    changed: bool,
    headed: bool,
    seized: bool,
    twinned: bool,
}

/// What there is of a unit besides: what there is none of is not asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct More {
    /// It has or had heads.
    pub headed: bool,
    /// It took part in seizures.
    pub seized: bool,
    /// Other records are read as it.
    pub twinned: bool,
}

/// # Errors
/// Not there or out of scope.
pub(crate) async fn more(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<More> {
    let Found { headed, seized, twinned, .. } = found(tx, viewer, code).await?;
    Ok(More { headed, seized, twinned })
}

async fn found(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Found> {
    viewer.may(Action::SeeUnits)?;
    now::settle(tx).await?;
    let query = Query::default().with(
        concat!(
            "SELECT ",
            columns!(),
            ", EXISTS (SELECT 1 FROM unit_change x WHERE x.unit_id = u.id) AS changed,
             EXISTS (SELECT 1 FROM unit_head x WHERE ",
            is_unit!("x.unit_id", "u.id"),
            ") AS headed, EXISTS (SELECT 1 FROM case_stage_unit x WHERE ",
            is_unit!("x.unit_id", "u.id"),
            ") AS seized, EXISTS (SELECT 1 FROM unit x WHERE x.as_id = u.id AND x.id <> u.id) AS twinned
             FROM unit u WHERE u.id = (SELECT t.as_id FROM unit t WHERE t.code = ?)"
        ),
        [Bind::from(code)],
    );
    let query = match now::Scope::from(viewer) {
        now::Scope::All => query,
        now::Scope::Donor(_) => query.with(" AND u.kind <> 'BLO'", []),
        now::Scope::Agency(agency) => {
            query.with(concat!(" AND ", unit_of_agency!("u.id")), [agency; 4].map(Bind::from))
        }
        now::Scope::Country(country) => {
            let of_country = concat!(" AND ", unit_of_country!("u"));
            query.with(of_country, [country.to_string(), country.to_string()].map(Bind::from))
        }
    };
    let found: Option<Found> = once!(tx, format!("{query:?}"), ask!(&mut *tx, query, fetch_optional)?);
    found.ok_or_else(Error::not_found)
}

/// What a unit and its place are called in other languages.
///
/// # Errors
/// Only staff edit a unit; no such unit.
pub async fn names(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<UnitNames> {
    viewer.may(Action::ManageGrants)?;
    type Row = (Option<String>, Option<String>, Option<String>, Option<String>);
    let names: Option<Row> =
        sql!(tx, |c| sqlx::query_as("SELECT name_ru, name_uz, place_ru, place_uz FROM unit WHERE code = $1")
            .bind(code)
            .fetch_optional(c))?;
    let (name_ru, name_uz, place_ru, place_uz) = names.ok_or_else(Error::not_found)?;
    Ok(UnitNames { name_ru, name_uz, place_ru, place_uz })
}

/// These units by their ids, as this viewer may see them mentioned in a record that is in scope. Under the id of a twin stands
/// what it is read as.
pub(crate) async fn mentions(
    tx: &mut Tx,
    viewer: &Viewer,
    ids: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, UnitRef>> {
    let ids: BTreeSet<i64> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = Query::new(concat!(
        "SELECT t.id AS mentioned, ",
        columns!(),
        " FROM unit t JOIN unit u ON u.id = t.as_id WHERE t.id IN ("
    ));
    query.push_ids(ids);
    query.push(")", []);
    let stored: Vec<Mentioned> = once!(tx, format!("{query:?}"), ask!(&mut *tx, query, fetch_all)?);
    Ok(stored.into_iter().map(|Mentioned { mentioned, unit }| (mentioned, unit.mention(viewer))).collect())
}

/// What a unit is read as, under its own id.
#[derive(Clone, sqlx::FromRow)]
struct Mentioned {
    mentioned: i64,
    #[sqlx(flatten)]
    unit: Stored,
}

/// Every unit by its id, likewise: for forms that let somebody choose one. A twin is none.
pub(crate) async fn all_mentions(tx: &mut Tx, viewer: &Viewer) -> Result<HashMap<i64, UnitRef>> {
    let every = Query::new(concat!("SELECT ", columns!(), " FROM unit u WHERE u.as_id = u.id"));
    let stored: Vec<Stored> = ask!(tx, every, fetch_all)?;
    Ok(stored.into_iter().map(|unit| (unit.id, unit.mention(viewer))).collect())
}

impl Stored {
    fn since(&self) -> Option<MetOn> {
        self.since.map(|date| MetOn { date: date.0, by: self.since_by })
    }

    fn mention(&self, viewer: &Viewer) -> UnitRef {
        let (base, crossing, border) = (self.base.as_deref(), self.crossing.as_deref(), self.border.as_deref());
        UnitRef::new(&self.code, self.kind.0, base, crossing, border, viewer.is_donor())
    }
}

/// Aliases, areas and manning agencies by unit: one query for any number of units.
#[derive(Clone)]
struct Lists {
    aliases: HashMap<i64, Vec<String>>,
    areas: HashMap<i64, Vec<String>>,
    agencies: HashMap<i64, Vec<AgencyRef>>,
}

impl Lists {
    /// Of these units.
    async fn of(tx: &mut Tx, units: &[i64]) -> Result<Self> {
        let mut query = Query::default();
        for part in [
            "SELECT 'alias' AS what, x.unit_id, x.alias AS word FROM unit_alias x WHERE x.unit_id IN (",
            ") UNION ALL SELECT 'alias', x.as_id, x.code FROM unit x WHERE x.as_id <> x.id AND x.as_id IN (",
            ") UNION ALL SELECT 'area', x.unit_id, x.area FROM unit_area x WHERE x.unit_id IN (",
            ") UNION SELECT 'agency', x.unit_id, b.code FROM unit_agency x JOIN agency a ON a.id = x.agency_id
                JOIN agency b ON b.id = a.as_id WHERE x.unit_id IN (",
        ] {
            query.push(part, []);
            query.push_ids(units.iter().copied());
        }
        query.push(") ORDER BY word", []);
        let rows: Vec<(String, i64, String)> = once!(tx, format!("{query:?}"), ask!(&mut *tx, query, fetch_all)?);
        let directory = agencies::directory(tx).await?;
        let by_code: HashMap<&str, &AgencyRow> = directory.values().map(|row| (row.code.as_str(), row)).collect();
        let of = |what: &str| {
            let rows = rows.iter().filter(|row| row.0 == what);
            rows.map(|(_, unit, word)| (*unit, word.clone())).collect::<Vec<_>>()
        };
        let named = |(unit, code): (i64, String)| Some((unit, by_code.get(code.as_str())?.mention(None)));
        Ok(Lists {
            aliases: grouped(of("alias")),
            areas: grouped(of("area")),
            agencies: grouped(of("agency").into_iter().filter_map(named)),
        })
    }

    /// The unit as this viewer may know it: for a donor an office stands for all of its border.
    fn cut(&mut self, unit: Stored, offices: i64, viewer: &Viewer) -> UnitRow {
        let named = !(viewer.is_donor() && unit.kind.0 == UnitKind::Blo);
        let of = |lists: &mut HashMap<i64, Vec<String>>| lists.remove(&unit.id).filter(|_| named).unwrap_or_default();
        UnitRow {
            unit: unit.mention(viewer),
            kind: unit.kind.0,
            aliases: of(&mut self.aliases),
            areas: of(&mut self.areas),
            agencies: self.agencies.remove(&unit.id).filter(|_| named).unwrap_or_default(),
            since: unit.since().filter(|_| named),
            place: unit.base.or(unit.crossing).filter(|_| named),
            border: unit.border,
            country: unit.country.filter(|_| named),
            planned: unit.planned.map(|d| d.0).filter(|_| named),
            announced: unit.announced_on.map(|d| d.0).filter(|_| named),
            closed: unit.closed_on.map(|d| d.0).filter(|_| named),
            count: usize::try_from(offices).unwrap_or(1),
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
