//! Visits: planned inspections of what units have. What is expected is drawn when a visit is planned; each thing that is looked at
//! gets a check of its own (`verifications`), and what nobody looked at is missing once the visit is closed.
//!
//! A donor reads the visits that its embassy joins, and of them the things that it paid for; never who came, and no words.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    unit::{UnitKind, UnitRef},
    visit::{Sample, VisitState},
};

use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::sql,
    list::Scope,
    now,
    query::{Query, ask},
};

mod close;
mod listed;
mod look;
mod plan;
pub use close::{cancel, close, without_answers};
pub(crate) use listed::{EXPECTED, FOR_DONORS, FOR_STAFF};
pub use listed::{ExpectedRow, VisitRow, expected, list};
pub(crate) use look::{FIND, LOOK};
pub use look::{LookedAt, Target, ToLook, find_unlisted, look, looks_of, to_look};
pub(crate) use plan::VISIT;
pub use plan::{plan, update};

/// A visit with what the viewer may know of it.
#[derive(Debug, Clone)]
pub struct VisitShow {
    pub row: VisitRow,
    pub units: Vec<UnitRef>,
    pub sample: Sample,
    /// How many were drawn, and by which seed.
    pub drawn: Option<(i64, i64)>,
    /// One a line; for staff and administrators, as the note.
    pub team: Option<String>,
    pub note: Option<String>,
    /// Why it was cancelled.
    pub reason: Option<String>,
    /// Found, and not on the list.
    pub unexpected: Vec<Unexpected>,
    pub version: i64,
}

/// Something that was found where it was not expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unexpected {
    /// The tag and the name of a thing that is known.
    pub item: Option<(String, String)>,
    /// Where something was found that no list has; of a known thing nothing.
    pub unit: Option<UnitRef>,
    /// What it is, in words: for staff and administrators.
    pub words: Option<String>,
}

#[derive(sqlx::FromRow)]
struct More {
    sample: Parsed<Sample>,
    size: Option<i64>,
    seed: Option<i64>,
    team: Option<String>,
    note: Option<String>,
    reason: Option<String>,
    version: i64,
}

/// What a change of a visit needs to know of it.
#[derive(Debug, Clone, sqlx::FromRow)]
struct Known {
    id: i64,
    state: Parsed<VisitState>,
    version: i64,
    joint: bool,
}

/// A visit that staff can still do something with.
async fn open(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Known> {
    viewer.may(Action::ManageVisits)?;
    let known: Option<Known> = sql!(tx, |c| sqlx::query_as(
        "SELECT id, state, version, (donor_id IS NOT NULL) AS joint FROM visit WHERE code = $1"
    )
    .bind(code)
    .fetch_optional(c))?;
    let known = known.ok_or_else(Error::not_found)?;
    match known.state.0 {
        VisitState::Planned => Ok(known),
        VisitState::Closed => Err(Error::conflict("This visit is closed: what was found stands")),
        VisitState::Cancelled => Err(Error::conflict("This visit was cancelled: plan another one")),
    }
}

/// One visit.
///
/// # Errors
/// The role sees no visits; not there or out of scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<VisitShow> {
    let row = listed::find(tx, viewer, code).await?;
    let more: More = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT sample, size, seed, team, note, reason, version FROM visit WHERE id = $1"
    )
    .bind(row.id)
    .fetch_one(c))?;
    let inside = viewer.sees_everything();
    let units = units(tx, viewer, row.id).await?;
    let unexpected = unexpected(tx, viewer, row.id).await?;
    Ok(VisitShow {
        units,
        sample: more.sample.0,
        drawn: more.size.zip(more.seed),
        team: more.team.filter(|_| inside),
        note: more.note.filter(|_| inside),
        reason: more.reason.filter(|_| inside),
        unexpected,
        version: more.version,
        row,
    })
}

type Unit = (String, Parsed<UnitKind>, Option<String>, Option<String>, Option<String>);

fn named((code, kind, base, crossing, border): Unit, viewer: &Viewer) -> UnitRef {
    UnitRef::new(&code, kind.0, base.as_deref(), crossing.as_deref(), border.as_deref(), viewer.is_donor())
}

async fn units(tx: &mut Tx, viewer: &Viewer, visit: i64) -> Result<Vec<UnitRef>> {
    let rows: Vec<Unit> = sql!(tx, |c| sqlx::query_as(
        "SELECT u.code, u.kind, u.base, u.crossing, u.border FROM visit_unit x JOIN unit t ON t.id = x.unit_id
         JOIN unit u ON u.id = t.as_id WHERE x.visit_id = $1 ORDER BY u.code"
    )
    .bind(visit)
    .fetch_all(c))?;
    let mut units: Vec<UnitRef> = rows.into_iter().map(|row| named(row, viewer)).collect();
    units.dedup();
    Ok(units)
}

async fn unexpected(tx: &mut Tx, viewer: &Viewer, visit: i64) -> Result<Vec<Unexpected>> {
    now::settle(tx).await?;
    let scope = Scope::from(viewer);
    let query = Query::default().with(
        "SELECT DISTINCT i.tag, i.name FROM visit_look l JOIN verification v ON v.id = l.verification_id
         JOIN item i ON i.id = v.item_id JOIN item_reader q ON q.item_id = i.id AND q.scope = ? AND q.scope_id = ?
         WHERE l.visit_id = ? AND l.visit_item_id IS NULL ORDER BY i.tag LIMIT 100",
        [Bind::from(scope.word()), scope.id().into(), visit.into()],
    );
    let known: Vec<(String, String)> = ask!(&mut *tx, query, fetch_all)?;
    let mut found: Vec<Unexpected> =
        known.into_iter().map(|item| Unexpected { item: Some(item), unit: None, words: None }).collect();
    if viewer.sees_everything() {
        type Row = (String, Parsed<UnitKind>, Option<String>, Option<String>, Option<String>, String);
        let rows: Vec<Row> = sql!(tx, |c| {
            sqlx::query_as(
            "SELECT u.code, u.kind, u.base, u.crossing, u.border, f.words FROM visit_find f JOIN unit t ON t.id = f.unit_id
             JOIN unit u ON u.id = t.as_id WHERE f.visit_id = $1 ORDER BY f.id LIMIT 100"
        )
        .bind(visit)
        .fetch_all(c)
        })?;
        found.extend(rows.into_iter().map(|(code, kind, base, crossing, border, words)| Unexpected {
            item: None,
            unit: Some(named((code, kind, base, crossing, border), viewer)),
            words: Some(words),
        }));
    }
    Ok(found)
}

/// The newest visit to a unit that is closed: its code, and the day on which it was held.
///
/// # Errors
/// The database does not answer.
pub async fn last_of_unit(tx: &mut Tx, viewer: &Viewer, unit: &str) -> Result<Option<(String, PartialDate)>> {
    if !viewer.sees_everything() {
        return Ok(None);
    }
    let row: Option<(String, Parsed<PartialDate>)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT v.code, v.held_on FROM visit v JOIN visit_unit x ON x.visit_id = v.id JOIN unit t ON t.id = x.unit_id
         JOIN unit u ON u.id = t.as_id WHERE u.code = $1 AND v.state = 'closed' ORDER BY v.held_on DESC, v.id DESC LIMIT 1"
    )
    .bind(unit)
    .fetch_optional(c)
    })?;
    Ok(row.map(|(code, day)| (code, day.0)))
}

/// Whether the day of a planned visit lies before this one.
pub fn is_late(row: &VisitRow, at: Timestamp) -> bool {
    row.state == VisitState::Planned && row.planned_on.start() < at.day()
}
