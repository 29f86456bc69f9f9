//! What was seized, added up: by substance and year, and by unit. Quantities of different measures are never added.

use std::collections::BTreeSet;

use domain::{
    Action, Viewer,
    case::Substance,
    measured::{Measured, SeizedMeasure},
    unit::{UnitKind, UnitRef},
};

use super::listed::{of_agency, of_country};
use crate::{
    Parsed, Result, Tx,
    agencies::AgencyRef,
    batch::Bind,
    query::{Parts, Query, ask},
};

/// Of what the results are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of<'a> {
    Everything,
    /// By its code.
    Component(&'a str),
}

/// How much of a substance was seized in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    pub substance: Substance,
    /// What the source calls it, where it is none of the list: two such things are never added up.
    pub named: Option<String>,
    /// `None`: the year is not stated.
    pub year: Option<String>,
    /// The code of the component; `None`: its cases belong to none.
    pub component: Option<String>,
    pub quantity: Measured,
}

/// One substance in one measure, all years together, and each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    pub substance: Substance,
    pub named: Option<String>,
    pub all: Measured,
    /// All components together.
    pub years: Vec<Total>,
}

impl Sums {
    /// What it is called: a substance of the list, or another one by its own name.
    #[must_use]
    pub fn what(&self) -> &str {
        self.named.as_deref().unwrap_or(self.substance.label())
    }
}

/// The totals come ordered by substance, name, measure and year, as [`totals`] reads them.
#[must_use]
pub fn by_substance(totals: &[Total]) -> Vec<Sums> {
    let mut sums: Vec<Sums> = Vec::new();
    for total in totals {
        let same = |last: &&mut Sums| {
            last.substance == total.substance && last.named == total.named && last.all.measure == total.quantity.measure
        };
        match sums.last_mut().filter(same) {
            Some(last) => {
                last.all.amount = last.all.amount.saturating_add(total.quantity.amount);
                match last.years.last_mut().filter(|year| year.year == total.year) {
                    Some(year) => year.quantity.amount = year.quantity.amount.saturating_add(total.quantity.amount),
                    None => last.years.push(of_all_components(total)),
                }
            }
            None => sums.push(Sums {
                substance: total.substance,
                named: total.named.clone(),
                all: total.quantity,
                years: vec![of_all_components(total)],
            }),
        }
    }
    sums
}

fn of_all_components(total: &Total) -> Total {
    Total { component: None, ..total.clone() }
}

/// The same of each component, in the order of their codes; nothing where all belongs to one.
#[must_use]
pub fn by_component(totals: &[Total]) -> Vec<(Option<String>, Vec<Sums>)> {
    let components: BTreeSet<Option<String>> = totals.iter().map(|total| total.component.clone()).collect();
    if components.len() < 2 {
        return Vec::new();
    }
    let of = |component: Option<String>| {
        let own: Vec<Total> = totals.iter().filter(|total| total.component == component).cloned().collect();
        (component, by_substance(&own))
    };
    components.into_iter().map(of).collect()
}

/// How much of a substance was seized where a unit acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitTotal {
    pub unit: UnitRef,
    /// A substance of the list, or another one by its own name.
    pub what: String,
    pub quantity: Measured,
}

/// How much of a substance was seized where an agency acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyTotal {
    /// Under its present name.
    pub agency: AgencyRef,
    /// A substance of the list, or another one by its own name.
    pub what: String,
    pub quantity: Measured,
}

/// What the source calls a quantity `x` of something that is not on the list.
macro_rules! named {
    () => {
        "CASE WHEN x.substance = 'other' THEN x.name END AS named"
    };
}

/// People who were held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeldTotal {
    pub people: i64,
    /// Groups whose number was not published.
    pub unknown: i64,
}

#[derive(sqlx::FromRow)]
struct Stored {
    substance: Parsed<Substance>,
    named: Option<String>,
    year: Option<String>,
    component: Option<String>,
    measure: Parsed<SeizedMeasure>,
    amount: i64,
}

#[derive(sqlx::FromRow)]
struct StoredUnit {
    code: String,
    kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    substance: Parsed<Substance>,
    named: Option<String>,
    measure: Parsed<SeizedMeasure>,
    amount: i64,
}

#[derive(sqlx::FromRow)]
struct StoredAgency {
    agency_id: i64,
    substance: Parsed<Substance>,
    named: Option<String>,
    measure: Parsed<SeizedMeasure>,
    amount: i64,
}

/// So many rows of units, and of agencies, stand on a page; the cases themselves are listed without an end.
pub const MOST_SHOWN: i64 = 100;

/// The stages `s` that are in the sums of an agency.
pub(crate) const IN_SUMS_OF_AGENCY: &str = concat!(" AND ", of_agency!());
/// The stages `s` that are in the sums of a country's coordinator.
pub(crate) const IN_SUMS_OF_COUNTRY: &str = concat!(" AND ", of_country!());
/// The stages `s` of cases `z` that are in the sums of a donor.
pub(crate) const IN_SUMS_OF_DONOR: &str =
    " AND (z.state = 'over' OR s.source_id IS NOT NULL) AND EXISTS (SELECT 1 FROM allocation x
    JOIN grant_donor d ON d.grant_id = x.grant_id JOIN phase p ON p.id = x.phase_id
    WHERE p.component_id = z.component_id AND d.reader_id = ?
      AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id))";

/// Stages `s` of cases `z` that stand and that the viewer has a part in. A donor's part are the components that its grants pay
/// for. Before a case is over its stages are in no sum of theirs unless a source published them, each for itself: the sum of one
/// case is that case.
pub(crate) fn of_viewer(query: Query, viewer: &Viewer, of: Of<'_>) -> Query {
    let query = query.with(" WHERE s.withdrawn IS NULL AND z.withdrawn IS NULL", []).for_all_readers(
        viewer,
        Parts { everything: "", agency: IN_SUMS_OF_AGENCY, country: IN_SUMS_OF_COUNTRY, donor: IN_SUMS_OF_DONOR },
    );
    match of {
        Of::Everything => query,
        Of::Component(code) => query.with(
            " AND EXISTS (SELECT 1 FROM component k WHERE k.id = z.component_id AND k.code = ?)",
            [Bind::from(code)],
        ),
    }
}

fn what(substance: Substance, named: Option<String>) -> String {
    named.unwrap_or_else(|| substance.label().to_owned())
}

/// How much was seized, by substance, measure, year and component. Each quantity counts once, however many units acted.
///
/// # Errors
/// The role sees no results.
pub async fn totals(tx: &mut Tx, viewer: &Viewer, of: Of<'_>) -> Result<Vec<Total>> {
    viewer.may(Action::SeeResults)?;
    let query = Query::new(concat!(
        "SELECT x.substance, ",
        named!(),
        ", substr(s.occurred_on, 1, 4) AS year,
               (SELECT k.code FROM component k WHERE k.id = z.component_id) AS component, x.measure,
               CAST(SUM(x.amount) AS BIGINT) AS amount
             FROM seized x JOIN case_stage s ON s.id = x.stage_id JOIN seizure_case z ON z.id = s.case_id"
    ));
    let query = of_viewer(query, viewer, of);
    let rows: Vec<Stored> = ask!(
        tx,
        query.with(
            " GROUP BY x.substance, 2, 3, z.component_id, x.measure
          ORDER BY x.substance, 2, x.measure, 3 NULLS LAST, z.component_id",
            []
        ),
        fetch_all
    )?;
    // What staff wrote beside it can say more than a donor may know: things that are not on the list are told apart by a number.
    let names: BTreeSet<String> = rows.iter().filter_map(|row| row.named.clone()).collect();
    let told = |name: String| {
        if !viewer.is_donor() {
            return Some(name);
        }
        let place = names.iter().position(|known| *known == name).filter(|_| names.len() > 1)?;
        Some(format!("{}, no. {}", Substance::Other.label(), place + 1))
    };
    let total = |row: Stored| Total {
        substance: row.substance.0,
        named: row.named.and_then(told),
        year: row.year,
        component: row.component,
        quantity: Measured { amount: row.amount, measure: row.measure.0 },
    };
    Ok(rows.into_iter().map(total).collect())
}

/// How much was seized where each unit acted. Where two acted the quantity stands under both.
///
/// # Errors
/// The role sees no cases: a donor does not read which unit seized what.
pub async fn by_unit(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<UnitTotal>> {
    viewer.may(Action::SeeCases)?;
    let query = Query::new(
        concat!(
            "SELECT u.code, u.kind, u.base, u.crossing, u.border, x.substance, ", named!(), ", x.measure,
               CAST(SUM(x.amount) AS BIGINT) AS amount
             FROM seized x JOIN case_stage s ON s.id = x.stage_id JOIN seizure_case z ON z.id = s.case_id
             JOIN (SELECT DISTINCT m.stage_id, t.as_id FROM case_stage_unit m JOIN unit t ON t.id = m.unit_id) n ON n.stage_id = s.id
             JOIN unit u ON u.id = n.as_id"
        ),
    );
    let query = of_viewer(query, viewer, Of::Everything).with(
        " GROUP BY u.code, u.kind, u.base, u.crossing, u.border, x.substance, 7, x.measure
          ORDER BY u.code, x.substance, 7, x.measure LIMIT ?",
        [Bind::from(MOST_SHOWN)],
    );
    let rows: Vec<StoredUnit> = ask!(tx, query, fetch_all)?;
    let total = |row: StoredUnit| {
        let (base, crossing, border) = (row.base.as_deref(), row.crossing.as_deref(), row.border.as_deref());
        let unit = UnitRef::new(&row.code, row.kind.0, base, crossing, border, viewer.is_donor());
        UnitTotal {
            unit: unit.as_linked_for(viewer),
            what: what(row.substance.0, row.named),
            quantity: Measured { amount: row.amount, measure: row.measure.0 },
        }
    };
    Ok(rows.into_iter().map(total).collect())
}

/// How much was seized where each agency acted. Where two acted the quantity stands under both.
///
/// # Errors
/// The role sees no cases: a donor does not read which agency seized what.
pub async fn by_agency(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<AgencyTotal>> {
    viewer.may(Action::SeeCases)?;
    let query = Query::new(concat!(
        "SELECT a.id AS agency_id, x.substance, ",
        named!(),
        ", x.measure, CAST(SUM(x.amount) AS BIGINT) AS amount
             FROM seized x JOIN case_stage s ON s.id = x.stage_id JOIN seizure_case z ON z.id = s.case_id
             JOIN (SELECT DISTINCT m.stage_id, t.as_id FROM case_stage_agency m JOIN agency t ON t.id = m.agency_id) n
               ON n.stage_id = s.id JOIN agency a ON a.id = n.as_id"
    ));
    let query = of_viewer(query, viewer, Of::Everything).with(
        " GROUP BY a.id, a.code, x.substance, 3, x.measure ORDER BY a.code, x.substance, 3, x.measure LIMIT ?",
        [Bind::from(MOST_SHOWN)],
    );
    let rows: Vec<StoredAgency> = ask!(&mut *tx, query, fetch_all)?;
    let directory = crate::agencies::directory(tx).await?;
    let total = |row: StoredAgency| {
        Some(AgencyTotal {
            agency: directory.get(&row.agency_id)?.mention(None),
            what: what(row.substance.0, row.named),
            quantity: Measured { amount: row.amount, measure: row.measure.0 },
        })
    };
    Ok(rows.into_iter().filter_map(total).collect())
}

/// How many people were held.
///
/// # Errors
/// The role sees no results.
pub async fn held(tx: &mut Tx, viewer: &Viewer, of: Of<'_>) -> Result<HeldTotal> {
    viewer.may(Action::SeeResults)?;
    let query = Query::new(
        "SELECT CAST(COALESCE(SUM(h.number), 0) AS BIGINT), COUNT(*) - COUNT(h.number) FROM held_people h
         JOIN case_stage s ON s.id = h.stage_id JOIN seizure_case z ON z.id = s.case_id",
    );
    let (people, unknown): (i64, i64) = ask!(tx, of_viewer(query, viewer, of), fetch_one)?;
    Ok(HeldTotal { people, unknown })
}
