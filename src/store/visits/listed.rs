//! The list of visits, and what one of them expects.

use domain::{
    Action, PartialDate, Viewer,
    check::Method,
    item::{Condition, ItemKind},
    unit::{UnitKind, UnitRef},
    verification::Finding,
    visit::VisitState,
};

use crate::{
    Error, Parsed, Result, Tx,
    db::sql,
    list::{Asked, Filter, Given, List, Page, READER, Scope, Sort},
};

/// What of a visit `r` is the reader's, counted.
macro_rules! count {
    ($which:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM visit_item e JOIN item_reader q ON q.item_id = e.item_id AND q.scope = r.scope AND q.scope_id = r.scope_id
               WHERE e.visit_id = r.id",
            $which,
            ")"
        )
    };
}

macro_rules! list {
    ($which:literal, $given:expr) => {
        List {
            columns: concat!(
                "r.id, r.code, r.title, r.planned_on, r.state, r.held_on, d.code AS donor_code, d.name AS donor, ",
                count!(""),
                " AS expected, ",
                count!(" AND EXISTS (SELECT 1 FROM visit_look l WHERE l.visit_item_id = e.id)"),
                " AS looked, ",
                count!(
                    " AND (SELECT v.finding FROM visit_look l JOIN verification v ON v.id = l.verification_id
                       WHERE l.visit_item_id = e.id ORDER BY l.id DESC LIMIT 1) = 'not seen'"
                ),
                " AS missing"
            ),
            from: concat!(
                "(SELECT v.*, ? AS scope, CAST(? AS BIGINT) AS scope_id FROM visit v",
                $which,
                ") r WHERE TRUE"
            ),
            given: $given,
            joins: "LEFT JOIN donor d ON d.id = r.donor_id",
            id: "r.id",
            sorts: &[
                Sort::text("planned", "r.planned_on").down(),
                Sort::text("code", "r.code"),
                Sort::text("title", "r.title"),
            ],
            filters: &[
                Filter::new("state", "r.state = ?"),
                Filter::new(
                    "unit",
                    "EXISTS (SELECT 1 FROM visit_unit x JOIN unit t ON t.id = x.unit_id JOIN unit u ON u.id = t.as_id
                       WHERE x.visit_id = r.id AND u.code = ?)",
                ),
            ],
            search: None,
            sums: None,
            total: None,
        }
    };
}

pub(crate) static FOR_STAFF: List = list!("", READER);
/// Those that its embassy joins.
pub(crate) static FOR_DONORS: List = list!(" WHERE v.donor_id = ?", &[Given::Word, Given::Reader, Given::Reader]);

fn list_for(scope: Scope) -> &'static List {
    match scope {
        Scope::Donor(_) => &FOR_DONORS,
        _ => &FOR_STAFF,
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    title: String,
    planned_on: Parsed<PartialDate>,
    state: Parsed<VisitState>,
    held_on: Option<Parsed<PartialDate>>,
    donor_code: Option<String>,
    donor: Option<String>,
    expected: i64,
    looked: i64,
    missing: i64,
}

/// A visit in a list. Numbers are of what the viewer reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRow {
    pub id: i64,
    pub code: String,
    pub title: String,
    pub planned_on: PartialDate,
    pub state: VisitState,
    pub held_on: Option<PartialDate>,
    /// The embassy that joins it: code and name of the donor.
    pub donor: Option<(String, String)>,
    /// Things that are expected, were looked at, and were not there.
    pub expected: i64,
    pub looked: i64,
    pub missing: i64,
}

impl From<Stored> for VisitRow {
    fn from(row: Stored) -> Self {
        VisitRow {
            id: row.id,
            code: row.code,
            title: row.title,
            planned_on: row.planned_on.0,
            state: row.state.0,
            held_on: row.held_on.map(|day| day.0),
            donor: row.donor_code.zip(row.donor),
            expected: row.expected,
            looked: row.looked,
            missing: row.missing,
        }
    }
}

/// A page of the visits in scope, the newest first.
///
/// # Errors
/// The role sees no visits.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<VisitRow>> {
    viewer.may(Action::SeeVisits)?;
    let scope = Scope::from(viewer);
    let page: Page<Stored> = list_for(scope).page(tx, scope, asked).await?;
    Ok(page.map(VisitRow::from))
}

/// One visit in scope.
pub(super) async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<VisitRow> {
    viewer.may(Action::SeeVisits)?;
    let known: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM visit WHERE code = $1").bind(code).fetch_optional(c))?;
    let scope = Scope::from(viewer);
    let row: Option<Stored> = list_for(scope).one(tx, scope, known.ok_or_else(Error::not_found)?).await?;
    row.map(VisitRow::from).ok_or_else(Error::not_found)
}

/// What a visit expects, as far as the reader reads the things.
pub(crate) static EXPECTED: List = List {
    columns: "r.id, i.tag, i.name, i.make, i.model, i.kind, i.unit_of_measure, u.code AS unit_code, u.kind AS unit_kind, u.base, u.crossing, u.border,
      r.expected, v.finding, v.seen, v.condition, v.method, v.checked_on, l.unused_since, l.unused_because, l.missing",
    from: "(SELECT e.id, e.item_id, e.unit_id, e.expected, q.sort_name, q.sort_unit,
        (SELECT MAX(l.id) FROM visit_look l WHERE l.visit_item_id = e.id) AS look_id
      FROM visit_item e JOIN item_reader q ON q.item_id = e.item_id AND q.scope = ? AND q.scope_id = ?
      WHERE e.visit_id = ?) r WHERE TRUE",
    given: &[Given::Word, Given::Reader, Given::Of],
    joins: "JOIN item i ON i.id = r.item_id JOIN unit t ON t.id = r.unit_id JOIN unit u ON u.id = t.as_id
      LEFT JOIN visit_look l ON l.id = r.look_id LEFT JOIN verification v ON v.id = l.verification_id",
    id: "r.id",
    sorts: &[Sort::text("name", "r.sort_name"), Sort::text("unit", "r.sort_unit")],
    filters: &[Filter::new(
        "found",
        "CASE WHEN r.look_id IS NULL THEN 'not counted' WHEN (SELECT v.finding FROM visit_look l
           JOIN verification v ON v.id = l.verification_id WHERE l.id = r.look_id) = 'not seen' THEN 'missing' ELSE 'seen' END = ?",
    )],
    search: None,
    sums: None,
    total: None,
};

#[derive(sqlx::FromRow)]
struct StoredExpected {
    id: i64,
    tag: String,
    name: String,
    make: Option<String>,
    model: Option<String>,
    kind: Parsed<ItemKind>,
    unit_of_measure: String,
    unit_code: String,
    unit_kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    expected: i64,
    finding: Option<Parsed<Finding>>,
    seen: Option<i64>,
    condition: Option<Parsed<Condition>>,
    method: Option<Parsed<Method>>,
    checked_on: Option<Parsed<PartialDate>>,
    unused_since: Option<Parsed<PartialDate>>,
    unused_because: Option<String>,
    missing: Option<i64>,
}

/// A thing that a visit expects, with what was found of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedRow {
    pub id: i64,
    pub tag: String,
    pub name: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub kind: ItemKind,
    pub unit_of_measure: String,
    pub unit: UnitRef,
    pub expected: i64,
    /// `None`: not counted yet.
    pub found: Option<Found>,
    /// Why it is not in use: for staff and administrators.
    pub because: Option<String>,
}

/// What was found of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub finding: Finding,
    pub seen: i64,
    pub condition: Option<Condition>,
    pub method: Method,
    pub checked_on: PartialDate,
    pub unused_since: Option<PartialDate>,
    /// Nobody had looked at it when the visit was closed.
    pub missing: bool,
}

/// A page of what a visit expects.
///
/// # Errors
/// The role sees no visits; not there or out of scope: "not found".
pub async fn expected(tx: &mut Tx, viewer: &Viewer, code: &str, asked: &Asked) -> Result<Page<ExpectedRow>> {
    let visit = find(tx, viewer, code).await?;
    let page: Page<StoredExpected> = EXPECTED.page(tx, Scope::from(viewer).within(visit.id), asked).await?;
    Ok(page.map(|row| {
        let (base, crossing, border) = (row.base.as_deref(), row.crossing.as_deref(), row.border.as_deref());
        let found = row.finding.zip(row.seen).zip(row.method).zip(row.checked_on);
        ExpectedRow {
            id: row.id,
            unit: UnitRef::new(&row.unit_code, row.unit_kind.0, base, crossing, border, viewer.is_donor()),
            found: found.map(|(((finding, seen), method), checked_on)| Found {
                finding: finding.0,
                seen,
                condition: row.condition.map(|c| c.0),
                method: method.0,
                checked_on: checked_on.0,
                unused_since: row.unused_since.map(|day| day.0),
                missing: row.missing == Some(1),
            }),
            because: row.unused_because.filter(|_| viewer.sees_everything()),
            tag: row.tag,
            name: row.name,
            make: row.make,
            model: row.model,
            kind: row.kind.0,
            unit_of_measure: row.unit_of_measure,
            expected: row.expected,
        }
    }))
}
