//! Findings: what must be done about something that was found. Staff and administrators read them; each is looked after by somebody of
//! the staff, and closed with the evidence that it is done.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    finding::{NewFinding, Severity},
    unit::{UnitKind, UnitRef},
};

use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    db::{sql, touch},
    facts::{self, Table, ToldBy, rows},
    grants,
    list::{Asked, Filter, List, Page, Scope, Sort},
};

/// A finding as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    pub id: i64,
    pub unit: UnitRef,
    /// The tag and the name of the thing that it is about.
    pub item: Option<(String, String)>,
    /// The code of the visit on which it was found.
    pub visit: Option<String>,
    pub severity: Severity,
    pub words: String,
    pub looked_after_by: (i64, String),
    pub due_on: PartialDate,
    /// When it was closed, and by what it is known to be done.
    pub closed: Option<(PartialDate, String)>,
    pub version: i64,
    pub recorded_at: Timestamp,
}

/// What was done about it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    pub words: String,
    pub person: String,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    unit_code: String,
    unit_kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    tag: Option<String>,
    name: Option<String>,
    visit: Option<String>,
    severity: Parsed<Severity>,
    words: String,
    owner_id: i64,
    owner: String,
    due_on: Parsed<PartialDate>,
    closed_on: Option<Parsed<PartialDate>>,
    evidence: Option<String>,
    version: i64,
    recorded_at: i64,
}

impl From<Stored> for FindingRow {
    fn from(row: Stored) -> Self {
        let (base, crossing, border) = (row.base.as_deref(), row.crossing.as_deref(), row.border.as_deref());
        FindingRow {
            id: row.id,
            unit: UnitRef::new(&row.unit_code, row.unit_kind.0, base, crossing, border, false),
            item: row.tag.zip(row.name),
            visit: row.visit,
            severity: row.severity.0,
            words: row.words,
            looked_after_by: (row.owner_id, row.owner),
            due_on: row.due_on.0,
            closed: row.closed_on.map(|day| day.0).zip(row.evidence),
            version: row.version,
            recorded_at: Timestamp(row.recorded_at),
        }
    }
}

/// Whoever may see findings sees all of them. What is open stands first, what is due first on top.
pub(crate) static LIST: List = List {
    columns: "f.id, u.code AS unit_code, u.kind AS unit_kind, u.base, u.crossing, u.border, i.tag, i.name, v.code AS visit, f.severity,
      f.words, f.owner_id, p.name AS owner, f.due_on, f.closed_on, f.evidence, f.version, f.recorded_at",
    from: "(SELECT x.id, x.unit_id, x.visit_id, x.item_id, x.owner_id, x.severity, x.closed_on, x.due_on,
        CASE WHEN x.closed_on IS NULL THEN '0' ELSE '1' END || x.due_on AS sort_due,
        CASE x.severity WHEN 'grave' THEN '0' WHEN 'serious' THEN '1' ELSE '2' END AS sort_severity FROM finding x) r WHERE TRUE",
    given: &[],
    joins: "JOIN finding f ON f.id = r.id JOIN unit t ON t.id = r.unit_id JOIN unit u ON u.id = t.as_id
      LEFT JOIN item i ON i.id = r.item_id LEFT JOIN visit v ON v.id = r.visit_id JOIN person p ON p.id = r.owner_id",
    id: "r.id",
    sorts: &[Sort::text("due", "r.sort_due"), Sort::text("severity", "r.sort_severity"), Sort::number("recorded", "r.id")],
    filters: &[
        Filter::new("state", "CASE WHEN r.closed_on IS NULL THEN 'open' ELSE 'closed' END = ?"),
        Filter::new("severity", "r.severity = ?"),
        Filter::new("before", "r.closed_on IS NULL AND r.due_on < ?"),
        Filter::new("person", "CAST(r.owner_id AS TEXT) = ?"),
        Filter::new("unit", "r.unit_id IN (SELECT t.id FROM unit o JOIN unit t ON t.as_id = o.as_id WHERE o.code = ?)"),
        Filter::new("item", "r.item_id = (SELECT id FROM item WHERE tag = ?)"),
        Filter::new("visit", "r.visit_id = (SELECT id FROM visit WHERE code = ?)"),
    ],
    search: None,
    sums: None,
    total: None,
};

/// A page of the findings.
///
/// # Errors
/// The role sees no findings.
pub async fn list(tx: &mut Tx, viewer: &Viewer, at: Timestamp, asked: &Asked) -> Result<Page<FindingRow>> {
    viewer.may(Action::SeeFindings)?;
    let mut asked = asked.clone();
    // Addresses say "overdue"; the list knows days.
    asked.filters.retain(|(name, _)| name != "before");
    for (name, value) in &mut asked.filters {
        if name == "state" && value == "overdue" {
            (*name, *value) = ("before".to_owned(), at.day().to_string());
        }
    }
    let page: Page<Stored> = LIST.page(tx, Scope::from(viewer), &asked).await?;
    Ok(page.map(FindingRow::from))
}

/// One finding with what was done about it.
///
/// # Errors
/// The role sees no findings; not there: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<(FindingRow, Vec<NoteRow>)> {
    viewer.may(Action::SeeFindings)?;
    let row: Option<Stored> = LIST.one(tx, Scope::from(viewer), id).await?;
    let row = row.map(FindingRow::from).ok_or_else(Error::not_found)?;
    let notes: Vec<(String, String, i64)> = sql!(tx, |c| sqlx::query_as(
        "SELECT n.words, p.name, n.recorded_at FROM finding_note n JOIN person p ON p.id = n.person_id
         WHERE n.finding_id = $1 ORDER BY n.id DESC LIMIT 100"
    )
    .bind(id)
    .fetch_all(c))?;
    let note = |(words, person, at): (String, String, i64)| NoteRow { words, person, recorded_at: Timestamp(at) };
    Ok((row, notes.into_iter().map(note).collect()))
}

/// The ids that a finding names.
struct Links {
    unit: i64,
    item: Option<i64>,
    visit: Option<i64>,
}

async fn links(tx: &mut Tx, viewer: &Viewer, new: &NewFinding) -> Result<Links> {
    let unit: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT as_id FROM unit WHERE code = $1")
        .bind(&new.unit)
        .fetch_optional(c))?;
    let unit =
        unit.ok_or_else(|| Error::invalid("unit", format!("There is no unit “{}”: correct the code", new.unit)))?;
    let item = match &new.item {
        Some(tag) => {
            let item: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM item WHERE tag = $1")
                .bind(tag)
                .fetch_optional(c))?;
            Some(item.ok_or_else(|| Error::invalid("item", format!("There is no item “{tag}”: correct the tag")))?)
        }
        None => None,
    };
    let visit = match &new.visit {
        Some(code) => {
            let visit: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM visit WHERE code = $1")
                .bind(code)
                .fetch_optional(c))?;
            Some(
                visit
                    .ok_or_else(|| Error::invalid("visit", format!("There is no visit “{code}”: correct the code")))?,
            )
        }
        None => None,
    };
    if !grants::owners(tx, viewer).await?.iter().any(|known| known.id == new.looked_after_by) {
        return Err(Error::invalid("looked_after_by", "Choose somebody of the staff from the list"));
    }
    Ok(Links { unit, item, visit })
}

/// Records a finding.
///
/// # Errors
/// Staff only; no such unit, item or visit; nobody of the staff has this number; it would be due in the past.
pub async fn record(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewFinding) -> Result<i64> {
    viewer.may(Action::ManageFindings)?;
    if new.due_on < at.day() {
        return Err(Error::invalid("due_on", "This is over already: enter the day until which it is to be done"));
    }
    let Links { unit, item, visit } = links(tx, viewer, new).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO finding (unit_id, item_id, visit_id, severity, words, owner_id, due_on, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    )
    .bind(unit)
    .bind(item)
    .bind(visit)
    .bind(new.severity.word())
    .bind(&new.words)
    .bind(new.looked_after_by)
    .bind(new.due_on.to_string())
    .bind(at.0)
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &FINDING, id).await?;
    Ok(id)
}

/// A finding as whoever changes it has seen it.
async fn seen(tx: &mut Tx, viewer: &Viewer, id: i64, expected_version: i64) -> Result<bool> {
    viewer.may(Action::ManageFindings)?;
    let known: Option<(i64, bool)> =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT version, (closed_on IS NOT NULL) FROM finding WHERE id = $1")
            .bind(id)
            .fetch_optional(c))?;
    let (version, closed) = known.ok_or_else(Error::not_found)?;
    if version != expected_version {
        return Err(changed_meanwhile(tx, viewer, Entity::Finding, &id.to_string()).await?);
    }
    Ok(closed)
}

/// Puts a finding right: who looks after it, until when it is to be done, how much it matters.
///
/// # Errors
/// As [`record`]; no such finding: "not found"; it is closed; somebody changed it meanwhile.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    new: &NewFinding,
) -> Result<()> {
    if seen(tx, viewer, id, expected_version).await? {
        return Err(Error::conflict("This finding is closed: open it again first"));
    }
    let Links { unit, item, visit } = links(tx, viewer, new).await?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE finding SET unit_id = $2, item_id = $3, visit_id = $4, severity = $5, words = $6, owner_id = $7, due_on = $8,
           version = version + 1 WHERE id = $1"
    )
    .bind(id)
    .bind(unit)
    .bind(item)
    .bind(visit)
    .bind(new.severity.word())
    .bind(&new.words)
    .bind(new.looked_after_by)
    .bind(new.due_on.to_string())
    .execute(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &FINDING, id).await
}

/// Says what was done about a finding so far.
///
/// # Errors
/// Staff only; no such finding: "not found"; it is closed.
pub async fn follow_up(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64, words: &str) -> Result<()> {
    viewer.may(Action::ManageFindings)?;
    let (row, _) = show(tx, viewer, id).await?;
    if row.closed.is_some() {
        return Err(Error::conflict("This finding is closed: open it again first"));
    }
    let note: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO finding_note (finding_id, words, person_id, recorded_at) VALUES ($1, $2, $3, $4) RETURNING id"
    )
    .bind(id)
    .bind(words)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Remarked, &NOTE, note).await
}

/// Closes a finding, with what shows that it is done.
///
/// # Errors
/// Staff only; no such finding: "not found"; it is closed already; somebody changed it meanwhile.
pub async fn close(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    evidence: &str,
) -> Result<()> {
    if seen(tx, viewer, id, expected_version).await? {
        return Err(Error::conflict("This finding is closed already"));
    }
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE finding SET closed_on = $2, evidence = $3, version = version + 1 WHERE id = $1"
    )
    .bind(id)
    .bind(at.day().to_string())
    .bind(evidence)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Ended, &FINDING, id).await
}

/// Opens a closed finding again.
///
/// # Errors
/// Staff only; no such finding: "not found"; it is open; somebody changed it meanwhile.
pub async fn reopen(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64, expected_version: i64) -> Result<()> {
    if !seen(tx, viewer, id, expected_version).await? {
        return Err(Error::conflict("This finding is open: there is nothing to take back"));
    }
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE finding SET closed_on = NULL, evidence = NULL, version = version + 1 WHERE id = $1"
    )
    .bind(id)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &FINDING, id).await
}

pub(crate) static FINDING: Table = Table::new(
    "finding",
    Entity::Finding,
    ToldBy::Key,
    rows!(
        "SELECT f.id AS _id, f.id AS _key, f.recorded_at AS _at, u.code AS unit, i.tag, v.code AS visit, f.severity, f.words,
           f.owner_id AS looked_after_by, f.due_on, f.closed_on, f.evidence
         FROM finding f JOIN unit u ON u.id = f.unit_id LEFT JOIN item i ON i.id = f.item_id LEFT JOIN visit v ON v.id = f.visit_id",
        "f.id"
    ),
)
.deeds(&[Deed::Created, Deed::Edited, Deed::Ended]);

pub(crate) static NOTE: Table = Table::new(
    "finding_note",
    Entity::Finding,
    ToldBy::Number("note"),
    rows!(
        "SELECT n.id AS _id, n.finding_id AS _key, 'remarked' AS _deed, n.person_id AS _person, n.recorded_at AS _at, n.id AS note,
           n.words FROM finding_note n",
        "n.id"
    ),
)
.deeds(&[Deed::Remarked]);
