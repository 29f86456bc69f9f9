//! How much of what units have was seen, and how much of it is overdue: read from sums that are kept, so that a million things cost
//! what a dozen cost.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use domain::{
    Action, Currency, Money, PartialDate, Timestamp, Viewer,
    check::Method,
    unit::{UnitKind, UnitRef},
};

use crate::{
    Parsed, Result, Totals, Tx,
    agencies::{self, AgencyRef},
    batch::Bind,
    list::Scope,
    now,
    query::{Query, ask},
};

/// Things and what was signed for of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    pub items: i64,
    pub value: Totals,
}

impl Sum {
    fn add(&mut self, items: i64, money: Money) {
        self.items += items;
        match self.value.0.iter_mut().find(|sum| sum.currency == money.currency) {
            Some(sum) => sum.minor += money.minor,
            None => self.value.0.push(money),
        }
        self.value.0.sort_by_key(|sum| sum.currency.code());
    }
}

/// What a reader's things come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// What units have and agencies signed for.
    pub held: Sum,
    /// Of that, what has a rule that says when it is checked.
    pub ruled: Sum,
    pub overdue: Sum,
    /// Seen since the first day of the month a year ago, each by how it was seen last.
    pub seen: Vec<SeenBy>,
    /// That day.
    pub since: NaiveDate,
}

impl Standing {
    /// Of all that was seen within the year.
    pub fn seen_in_all(&self) -> i64 {
        self.seen.iter().map(|by| by.sum.items).sum()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenBy {
    pub method: Method,
    pub sum: Sum,
}

/// The first day of the month a year ago.
fn a_year_ago(today: NaiveDate) -> NaiveDate {
    let day = today.checked_sub_months(Months::new(12)).unwrap_or_default();
    PartialDate::Month(chrono::Datelike::year(&day), chrono::Datelike::month(&day)).start()
}

/// Sums of what was due before today: whole months from what is kept, and of this month day by day.
const OVERDUE: &str = "
  SELECT t.unit_id, t.agency_id, t.currency, t.items, t.value_minor FROM check_total t
    WHERE t.scope = ? AND t.scope_id = ? AND t.what = 'due' AND t.month < substr(?, 1, 7)
  UNION ALL SELECT r.unit_id, r.agency_id, r.currency, 1, r.confirmed_minor FROM item_reader r
    WHERE r.scope = ? AND r.scope_id = ? AND r.due_on <> '' AND r.due_on >= substr(?, 1, 7) AND r.due_on < ?";

fn overdue_binds(scope: Scope, today: NaiveDate) -> Vec<Bind> {
    let today = today.to_string();
    let reader = || [Bind::from(scope.word()), Bind::from(scope.id())];
    let days = |number: usize| std::iter::repeat_n(Bind::from(today.as_str()), number);
    reader().into_iter().chain(days(1)).chain(reader()).chain(days(2)).collect()
}

/// How the things of a reader stand today.
///
/// # Errors
/// The role sees no items.
pub async fn standing(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<Standing> {
    viewer.may(Action::SeeItems)?;
    now::settle(tx).await?;
    let (scope, today) = (Scope::from(viewer), at.day());
    let since = a_year_ago(today);
    type Row = (String, Parsed<Currency>, i64, i64);
    let query = Query::new(
        "SELECT s.what, s.currency, CAST(SUM(s.items) AS BIGINT), CAST(SUM(s.value_minor) AS BIGINT) FROM (",
    )
    .with(
        "SELECT t.what, t.currency, t.items, t.value_minor FROM check_total t
               WHERE t.scope = ? AND t.scope_id = ? AND (t.what IN ('held', 'due') OR t.month >= ?)",
        [Bind::from(scope.word()), Bind::from(scope.id()), Bind::from(since.format("%Y-%m").to_string())],
    )
    .with(" UNION ALL SELECT 'overdue', o.currency, o.items, o.value_minor FROM (", [])
    .with(OVERDUE, overdue_binds(scope, today))
    .with(") o) s GROUP BY s.what, s.currency ORDER BY s.what, s.currency", []);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let mut standing = Standing { since, ..Standing::default() };
    let mut seen: BTreeMap<Method, Sum> = BTreeMap::new();
    for (what, currency, items, minor) in rows {
        let money = Money::new(minor, currency.0);
        match what.as_str() {
            "held" => standing.held.add(items, money),
            "due" => standing.ruled.add(items, money),
            "overdue" => standing.overdue.add(items, money),
            word => {
                if let Ok(method) = word.parse() {
                    seen.entry(method).or_default().add(items, money);
                }
            }
        }
    }
    standing.seen = seen.into_iter().map(|(method, sum)| SeenBy { method, sum }).collect();
    Ok(standing)
}

/// A unit of an agency with what is overdue there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitChecks {
    pub unit: UnitRef,
    pub agency: AgencyRef,
    pub ruled: i64,
    pub overdue: Sum,
}

/// So many units are shown.
const MOST_UNITS: usize = 50;

/// Where most is overdue, the most first.
///
/// # Errors
/// The role sees no items.
pub async fn by_unit(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<Vec<UnitChecks>> {
    viewer.may(Action::SeeItems)?;
    now::settle(tx).await?;
    let (scope, today) = (Scope::from(viewer), at.day());
    type Row = (bool, i64, i64, Parsed<Currency>, i64, i64);
    let query = Query::new(
        "SELECT s.overdue, s.unit_id, s.agency_id, s.currency, CAST(SUM(s.items) AS BIGINT), CAST(SUM(s.value_minor) AS BIGINT)
         FROM (SELECT TRUE AS overdue, o.* FROM (",
    )
    .with(OVERDUE, overdue_binds(scope, today))
    .with(
        ") o UNION ALL SELECT FALSE, t.unit_id, t.agency_id, t.currency, t.items, t.value_minor FROM check_total t
           WHERE t.scope = ? AND t.scope_id = ? AND t.what = 'due') s GROUP BY s.overdue, s.unit_id, s.agency_id, s.currency",
        [Bind::from(scope.word()), Bind::from(scope.id())],
    );
    let rows: Vec<Row> = ask!(&mut *tx, query, fetch_all)?;
    let mut sums: BTreeMap<(i64, i64), Sum> = BTreeMap::new();
    let mut ruled: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    for (overdue, unit, agency, currency, items, minor) in rows {
        if overdue {
            sums.entry((unit, agency)).or_default().add(items, Money::new(minor, currency.0));
        } else {
            *ruled.entry((unit, agency)).or_default() += items;
        }
    }
    let names = unit_names(tx, viewer).await?;
    let directory = agencies::directory(tx).await?;
    let row = |((unit, agency), overdue): ((i64, i64), Sum)| {
        Some(UnitChecks {
            unit: names.get(&unit)?.clone(),
            agency: directory.get(&agency)?.mention(None),
            ruled: ruled.get(&(unit, agency)).copied().unwrap_or_default(),
            overdue,
        })
    };
    let mut units: Vec<UnitChecks> = sums.into_iter().filter_map(row).collect();
    // What a donor reads as one border is one row.
    let mut together: Vec<UnitChecks> = Vec::new();
    for unit in units.drain(..) {
        match together.iter_mut().find(|one| one.unit == unit.unit && one.agency == unit.agency) {
            Some(one) => {
                one.ruled += unit.ruled;
                one.overdue.items += unit.overdue.items;
                for money in unit.overdue.value.0 {
                    one.overdue.add(0, money);
                }
            }
            None => together.push(unit),
        }
    }
    together.sort_by(|a, b| (b.overdue.items, &a.unit.label).cmp(&(a.overdue.items, &b.unit.label)));
    together.truncate(MOST_UNITS);
    Ok(together)
}

async fn unit_names(tx: &mut Tx, viewer: &Viewer) -> Result<BTreeMap<i64, UnitRef>> {
    type Unit = (i64, String, Parsed<UnitKind>, Option<String>, Option<String>, Option<String>);
    let units: Vec<Unit> = ask!(tx, Query::new("SELECT id, code, kind, base, crossing, border FROM unit"), fetch_all)?;
    let named = |(id, code, kind, base, crossing, border): Unit| {
        let unit =
            UnitRef::new(&code, kind.0, base.as_deref(), crossing.as_deref(), border.as_deref(), viewer.is_donor());
        (id, unit)
    };
    Ok(units.into_iter().map(named).collect())
}

/// A month with how many things are to be checked in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    pub month: PartialDate,
    pub items: i64,
}

/// So many months are shown.
const MOST_MONTHS: i64 = 18;

/// What is due month by month from this one on.
///
/// # Errors
/// The role sees no items.
pub async fn by_month(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<Vec<Month>> {
    viewer.may(Action::SeeItems)?;
    now::settle(tx).await?;
    let scope = Scope::from(viewer);
    let query = Query::default().with(
        "SELECT month, CAST(SUM(items) AS BIGINT) FROM check_total WHERE scope = ? AND scope_id = ? AND what = 'due'
           AND month >= substr(?, 1, 7) GROUP BY month ORDER BY month LIMIT ?",
        [Bind::from(scope.word()), scope.id().into(), at.day().to_string().into(), MOST_MONTHS.into()],
    );
    let rows: Vec<(Parsed<PartialDate>, i64)> = ask!(tx, query, fetch_all)?;
    Ok(rows.into_iter().map(|(month, items)| Month { month: month.0, items }).collect())
}

/// The same unit by unit, for a calendar: month, unit, things.
///
/// # Errors
/// The role sees no items.
pub async fn calendar(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<Vec<(PartialDate, String, i64)>> {
    viewer.may(Action::SeeItems)?;
    now::settle(tx).await?;
    let scope = Scope::from(viewer);
    let query = Query::default().with(
        "SELECT month, unit_id, CAST(SUM(items) AS BIGINT) FROM check_total WHERE scope = ? AND scope_id = ? AND what = 'due'
           AND month >= substr(?, 1, 7) GROUP BY month, unit_id ORDER BY month, unit_id LIMIT 1000",
        [Bind::from(scope.word()), scope.id().into(), at.day().to_string().into()],
    );
    let rows: Vec<(Parsed<PartialDate>, i64, i64)> = ask!(&mut *tx, query, fetch_all)?;
    let names = unit_names(tx, viewer).await?;
    let mut months: BTreeMap<(PartialDate, String), i64> = BTreeMap::new();
    for (month, unit, items) in rows {
        let label = names.get(&unit).map(|unit| unit.label.clone()).unwrap_or_default();
        *months.entry((month.0, label)).or_default() += items;
    }
    Ok(months.into_iter().map(|((month, label), items)| (month, label, items)).collect())
}
