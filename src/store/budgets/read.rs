//! Reading budgets: what each line was given, what became of it, and what there is to budget.

use std::collections::HashMap;

use domain::{
    AsOf, Currency, Money, PartialDate, Timestamp, Viewer,
    budget::Standing,
    ledger::{EventKind, Sum, programme_support},
    phase::phase_of,
};

use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::sql,
    grants, ledger,
    query::{Query, ask},
};

/// A budget line as it stood on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetRow {
    pub(super) id: i64,
    pub code: String,
    pub title: String,
    /// `IMT Phase II`
    pub phase: Option<String>,
    /// Of the newest revision; 1 is the original budget.
    pub version: i64,
    pub effective_on: PartialDate,
    /// Approved events only; for a donor that shares the grant, those marked as its own.
    pub standing: Standing,
}

/// One budget that a line had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionRow {
    pub version: i64,
    pub amount: Money,
    pub effective_on: PartialDate,
    pub reason: Option<String>,
    pub document: Option<String>,
    /// Said to staff and administrators only.
    pub recorded_by: Option<String>,
    pub recorded_at: Timestamp,
}

/// What there is to budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Means {
    /// Approved receipts of funds at their pinned rates.
    pub received: Sum,
    /// The rate of the programme support cost in parts per million, what can be programmed, and the cost on it. `None`:
    /// the rate is not known.
    pub programmable: Option<(i64, Money, Money)>,
    /// The grant has other donors whose events the viewer does not see.
    pub partial: bool,
}

#[derive(sqlx::FromRow)]
struct Line {
    id: i64,
    code: String,
    title: String,
    component: Option<String>,
    phase: Option<i64>,
    version: i64,
    original: i64,
    revised: i64,
    effective_on: Parsed<PartialDate>,
}

#[derive(sqlx::FromRow)]
struct Moved {
    kind: Parsed<EventKind>,
    line: Option<i64>,
    from_line: Option<i64>,
    cents: i64,
    events: i64,
    unknown: i64,
}

/// The lines of a grant by code, each as it stood. A line that was not in force then is left out.
///
/// # Errors
/// Officers see no money; not there or another donor's: "not found".
pub async fn list(tx: &mut Tx, viewer: &Viewer, grant_code: &str, as_of: AsOf) -> Result<Vec<BudgetRow>> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    let lines: Vec<Line> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT b.id, b.code, b.title, k.code AS component, p.number AS phase, v.version, o.cents AS original,
           v.cents AS revised, v.effective_on
         FROM budget_line b JOIN budget_revision o ON o.budget_line_id = b.id AND o.version = 1
         JOIN budget_revision v ON v.budget_line_id = b.id AND v.version = (SELECT MAX(n.version) FROM budget_revision n
           WHERE n.budget_line_id = b.id AND n.effective_on <= $2 AND n.recorded_at <= $3)
         LEFT JOIN phase p ON p.id = b.phase_id LEFT JOIN component k ON k.id = p.component_id
         WHERE b.grant_id = $1 ORDER BY b.code"
    )
    .bind(grant.id)
    .bind(as_of.day_text())
    .bind(as_of.known_millis())
    .fetch_all(c))?;
    let mut standings = HashMap::new();
    for moved in moved(tx, viewer, grant.id, as_of).await? {
        moved.count(&mut standings);
    }
    let row = |line: Line| BudgetRow {
        standing: Standing {
            original: line.original,
            revised: line.revised,
            ..standings.remove(&line.id).unwrap_or_default()
        },
        id: line.id,
        phase: phase_of(line.component, line.phase),
        code: line.code,
        title: line.title,
        version: line.version,
        effective_on: line.effective_on.0,
    };
    Ok(lines.into_iter().map(row).collect())
}

/// The approved events on budget lines, added up. The same scope as the ledger's.
async fn moved(tx: &mut Tx, viewer: &Viewer, grant: i64, as_of: AsOf) -> Result<Vec<Moved>> {
    let known = Bind::from(as_of.known_millis());
    let query = Query::default()
        .with(
            "SELECT e.kind, e.budget_line_id AS line, e.from_budget_line_id AS from_line,
               CAST(COALESCE(SUM(e.booked_cents), 0) AS BIGINT) AS cents, COUNT(*) AS events,
               COUNT(*) - COUNT(e.booked_cents) AS unknown
             FROM money_event e JOIN money_decision d ON d.event_id = e.id AND d.decision = 'approved' AND d.recorded_at <= ?
             WHERE e.grant_id = ? AND e.value_date <= ? AND e.recorded_at <= ? AND e.budget_line_id IS NOT NULL",
            [known.clone(), Bind::from(grant), Bind::from(as_of.day_text()), known],
        )
        .for_reader(
            viewer,
            "",
            " AND FALSE",
            " AND (e.donor_id = ABS(?) % 100000 OR (SELECT COUNT(*) FROM grant_donor o WHERE o.grant_id = e.grant_id) = 1)",
        )
        .with(" GROUP BY e.kind, e.budget_line_id, e.from_budget_line_id", []);
    Ok(ask!(tx, query, fetch_all)?)
}

impl Moved {
    fn count(&self, standings: &mut HashMap<i64, Standing>) {
        let count = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
        let plus = |sum: &mut Sum, sign: i64| {
            sum.cents += sign * self.cents;
            sum.events += count(self.events);
            sum.unknown += count(self.unknown);
        };
        if let Some(from) = self.from_line {
            standings.entry(from).or_default().moved_out += self.cents;
        }
        let Some(line) = self.line.map(|line| standings.entry(line).or_default()) else { return };
        match self.kind.0 {
            EventKind::Reprogramming => line.moved_in += self.cents,
            EventKind::Expenditure | EventKind::Psc | EventKind::Levy => plus(&mut line.spent, 1),
            EventKind::Commitment => plus(&mut line.committed, 1),
            EventKind::Release => plus(&mut line.committed, -1),
            EventKind::Pledge
            | EventKind::Ceiling
            | EventKind::CeilingRevision
            | EventKind::Receipt
            | EventKind::Interest
            | EventKind::Revaluation
            | EventKind::Realised
            | EventKind::Refund => {}
        }
    }
}

/// Every budget that a line had, the newest first.
///
/// # Errors
/// Officers see no money; no such line, or another donor's grant: "not found".
pub async fn history(tx: &mut Tx, viewer: &Viewer, grant_code: &str, line_code: &str) -> Result<Vec<RevisionRow>> {
    type Row = (i64, i64, Parsed<PartialDate>, Option<String>, Option<String>, Option<String>, i64);
    let grant = grants::key(tx, viewer, grant_code).await?;
    let rows: Vec<Row> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT v.version, v.cents, v.effective_on, v.reason, v.document, CASE WHEN $1 THEN p.name END, v.recorded_at
         FROM budget_revision v JOIN budget_line b ON b.id = v.budget_line_id JOIN person p ON p.id = v.person_id
         WHERE b.grant_id = $2 AND b.code = $3 ORDER BY v.version DESC"
    )
    .bind(viewer.sees_everything())
    .bind(grant.id)
    .bind(line_code)
    .fetch_all(c)
    })?;
    if rows.is_empty() {
        return Err(Error::not_found());
    }
    let row = |(version, cents, effective_on, reason, document, recorded_by, recorded_at): Row| RevisionRow {
        version,
        amount: Money::new(cents, Currency::Usd),
        effective_on: effective_on.0,
        reason,
        document,
        recorded_by,
        recorded_at: Timestamp(recorded_at),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Codes and titles of the budget lines of a grant, for a form's list.
///
/// # Errors
/// Officers see no money; not there or another donor's: "not found".
pub async fn choices(tx: &mut Tx, viewer: &Viewer, grant_code: &str) -> Result<Vec<(String, String)>> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    Ok(sql!(tx, |c| sqlx::query_as("SELECT code, title FROM budget_line WHERE grant_id = $1 ORDER BY code")
        .bind(grant.id)
        .fetch_all(c))?)
}

/// What there is to budget: approved receipts, less the programme support cost where its rate is known.
///
/// # Errors
/// Officers see no money; not there or another donor's: "not found".
pub async fn means(tx: &mut Tx, viewer: &Viewer, grant_code: &str, as_of: AsOf) -> Result<Means> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    let positions = ledger::positions(tx, viewer, grant_code, as_of).await?;
    let received = positions.map(|(certified, _)| certified.received_usd).unwrap_or_default();
    let programmable = grant.terms.psc_ppm.and_then(|ppm| {
        programme_support(received.money(), ppm).map(|(programmable, support)| (ppm, programmable, support))
    });
    Ok(Means { received, programmable, partial: viewer.is_donor() && grant.donors > 1 })
}
