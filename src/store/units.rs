//! Units: the teams and offices that use the equipment.
//!
//! A donor gets no code, crossing or alias of a Border Liaison Office: those are counted for each border.

use std::collections::HashMap;

use domain::{
    Action, PartialDate, Viewer,
    unit::{UnitKind, UnitRef},
};

use crate::{
    Error, Parsed, Result, Tx,
    agencies::{self, AgencyRef},
    batch::Bind,
    db::sql,
    now,
    query::{Query, ask},
};

mod inventory;
mod listed;
mod sent;
mod write;
pub(crate) use inventory::LIST as INVENTORY;
pub use inventory::{InventoryRow, inventory};
pub(crate) use listed::{FOR_DONORS, FOR_OFFICERS, FOR_STAFF};
pub use listed::{ListedUnit, all, choices, count, list};
pub(crate) use sent::{COMING, REFUSED};
pub use sent::{Holding, Sent, sent};
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
    /// `working since 2018`, `planned 2020`; nothing where the sources do not say.
    pub fn working(&self) -> Option<String> {
        match (self.since, self.planned) {
            (Some(since), _) => Some(format!("working since {}", since.words())),
            (None, Some(planned)) => Some(format!("planned {}", planned.words())),
            (None, None) => None,
        }
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

/// One unit.
///
/// # Errors
/// Not there or out of scope; for a donor every Border Liaison Office.
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<UnitShow> {
    let stored = find(tx, viewer, code).await?;
    Ok(UnitShow { id: stored.id, row: Lists::of(tx, &[stored.id]).await?.cut(stored, 1, viewer) })
}

async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Stored> {
    viewer.may(Action::SeeUnits)?;
    now::settle(tx).await?;
    let query = Query::default().with(
        "SELECT u.id, u.code, u.kind, u.base, u.crossing, u.border, u.since, u.planned FROM unit u WHERE u.code = ?",
        [Bind::from(code)],
    );
    let query = match now::Scope::from(viewer) {
        now::Scope::All => query,
        now::Scope::Donor(_) => query.with(" AND u.kind <> 'BLO'", []),
        now::Scope::Agency(agency) => query.with(
            " AND (EXISTS (SELECT 1 FROM unit_agency m WHERE m.unit_id = u.id AND m.agency_id = ?)
               OR EXISTS (SELECT 1 FROM line l JOIN item_reader v ON v.line_id = l.id AND v.item_id = l.item_id
                 WHERE l.unit_id = u.id AND l.agency_id = ? AND v.scope = 'agency' AND v.scope_id = ? AND v.of_line))",
            [agency, agency, agency].map(Bind::from),
        ),
    };
    let stored: Option<Stored> = ask!(tx, query, fetch_optional)?;
    stored.ok_or_else(Error::not_found)
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
    /// Of these units.
    async fn of(tx: &mut Tx, units: &[i64]) -> Result<Self> {
        let of = |text: &'static str, order: &'static str| {
            let mut query = Query::new(text);
            query.push_ids(units.iter().copied());
            query.with(order, [])
        };
        let aliases = of("SELECT unit_id, alias FROM unit_alias WHERE unit_id IN (", ") ORDER BY alias");
        let aliases: Vec<(i64, String)> = ask!(&mut *tx, aliases, fetch_all)?;
        let areas = of("SELECT unit_id, area FROM unit_area WHERE unit_id IN (", ") ORDER BY area");
        let areas: Vec<(i64, String)> = ask!(&mut *tx, areas, fetch_all)?;
        let manning = of(
            "SELECT m.unit_id, m.agency_id FROM unit_agency m JOIN agency a ON a.id = m.agency_id WHERE m.unit_id IN (",
            ") ORDER BY a.code",
        );
        let manning: Vec<(i64, i64)> = ask!(&mut *tx, manning, fetch_all)?;
        let directory = agencies::directory(tx).await?;
        let named = |(unit, agency)| Some((unit, directory.get(&agency)?.mention(None)));
        Ok(Lists {
            aliases: grouped(aliases),
            areas: grouped(areas),
            agencies: grouped(manning.into_iter().filter_map(named)),
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
            place: unit.base.or(unit.crossing).filter(|_| named),
            border: unit.border,
            since: unit.since.map(|d| d.0).filter(|_| named),
            planned: unit.planned.map(|d| d.0).filter(|_| named),
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
