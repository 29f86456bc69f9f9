//! The ledger of a grant: money events as they were posted, with what a second person decided, on any past date.

use chrono::NaiveDate;
use domain::{
    AsOf, Currency, Money, PartialDate, Timestamp, Viewer,
    ledger::{EventKind, Position, Standing},
    phase::phase_of,
    rate::Decision,
};

use crate::{Binds, Error, Parsed, Result, Tx, db::sql, grants};

mod choices;
mod decide;
mod groups;
mod pinned;
mod post;
mod rules;

pub use choices::{Choices, WaitingEvent, choices, waiting};
pub(crate) use decide::DECISION;
pub use decide::{approve, reject, reverse};
pub(crate) use groups::position;
pub use groups::{Group, groups};
pub use pinned::Pinned;
pub(crate) use pinned::PinnedColumns;
pub(crate) use post::EVENT;
pub use post::{Booking, check, post};

/// A money event, as far as the viewer may see it.
#[derive(Debug, Clone)]
pub struct EventRow {
    pub id: i64,
    /// Counted within the grant: `JP-2020/7`.
    pub number: i64,
    pub kind: EventKind,
    pub amount: Money,
    pub value_date: NaiveDate,
    /// In US dollars at the pinned rate; `None`: unknown.
    pub booked: Option<Money>,
    pub pinned: Option<Pinned>,
    pub standing: Standing,
    pub purpose: String,
    /// `IMT Phase II`
    pub phase: Option<String>,
    pub phase_id: Option<i64>,
    pub budget_line: Option<String>,
    /// Of a reprogramming: where the money was before.
    pub from_budget_line: Option<String>,
    pub external_ref: Option<String>,
    pub document: Option<String>,
    pub relates_to: Option<PartialDate>,
    /// The number of the event that this one takes back, and of the one that took this one back.
    pub reverses: Option<i64>,
    pub reversed_by: Option<i64>,
    /// Whose money it is, where several donors give together.
    pub donor_code: Option<String>,
    /// Said to staff and administrators only.
    pub entered_by: Option<String>,
    pub entered_by_id: i64,
    pub recorded_at: Timestamp,
    pub decided_by: Option<String>,
    pub decided_at: Option<Timestamp>,
    /// Why it was rejected.
    pub decision_reason: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    number: i64,
    kind: Parsed<EventKind>,
    minor: i64,
    currency: Parsed<Currency>,
    value_date: Parsed<PartialDate>,
    booked_cents: Option<i64>,
    #[sqlx(flatten)]
    rate: PinnedColumns,
    decision: Option<Parsed<Decision>>,
    purpose: String,
    component: Option<String>,
    phase: Option<i64>,
    phase_id: Option<i64>,
    budget_line: Option<String>,
    from_budget_line: Option<String>,
    external_ref: Option<String>,
    document: Option<String>,
    relates_to: Option<Parsed<PartialDate>>,
    reverses: Option<i64>,
    reversed_by: Option<i64>,
    donor_code: Option<String>,
    entered_by: Option<String>,
    person_id: i64,
    recorded_at: i64,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    decision_reason: Option<String>,
}

/// `$1`, `$2` scope, `$3` grant, `$4` last value date, `$5` last instant known, `$6` event (−1: any). Donors see approved
/// events of their own grants; where several donors give together, only what is marked as their own.
macro_rules! events {
    ($select:literal, $joins:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $select,
            " FROM money_event e
              LEFT JOIN money_decision d ON d.event_id = e.id AND d.recorded_at <= $5
              LEFT JOIN budget_line b ON b.id = e.budget_line_id
              LEFT JOIN phase p ON p.id = e.phase_id
              LEFT JOIN component k ON k.id = p.component_id ",
            $joins,
            " WHERE e.grant_id = $3 AND e.value_date <= $4 AND e.recorded_at <= $5 AND ($6 < 0 OR e.number = $6)
                AND ($1 OR (d.decision = 'approved'
                  AND (e.donor_id = $2 OR (SELECT COUNT(*) FROM grant_donor o WHERE o.grant_id = e.grant_id) = 1))) ",
            $end
        )
    };
}

pub(crate) use events as scoped_events;

const EVENTS: &str = events!(
    "e.id, e.number, e.kind, e.minor, e.currency, e.value_date, e.booked_cents, e.rate_id, e.rate, e.rate_source,
      e.rate_effective_on, e.rate_note, d.decision, e.purpose, k.code AS component, p.number AS phase,
      e.phase_id, b.code AS budget_line, f.code AS from_budget_line, e.external_ref, e.document, e.relates_to, v.number AS reverses,
      (SELECT MIN(n.number) FROM money_event n LEFT JOIN money_decision m ON m.event_id = n.id AND m.recorded_at <= $5
        WHERE n.reverses_id = e.id AND n.recorded_at <= $5 AND n.value_date <= $4
          AND (m.decision = 'approved' OR ($1 AND m.decision IS NULL))) AS reversed_by,
      o.code AS donor_code, CASE WHEN $1 THEN w.name END AS entered_by, e.person_id, e.recorded_at,
      CASE WHEN $1 THEN y.name END AS decided_by, d.recorded_at AS decided_at, d.reason AS decision_reason",
    "LEFT JOIN budget_line f ON f.id = e.from_budget_line_id
     LEFT JOIN money_event v ON v.id = e.reverses_id
     LEFT JOIN donor o ON o.id = e.donor_id
     JOIN person w ON w.id = e.person_id
     LEFT JOIN person y ON y.id = d.person_id",
    "ORDER BY e.value_date DESC, e.number DESC"
);

/// The events of a grant, the newest value date first.
///
/// # Errors
/// Officers see no money; not there or another donor's: "not found".
pub async fn list(tx: &mut Tx, viewer: &Viewer, grant_code: &str, as_of: AsOf) -> Result<Vec<EventRow>> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    events(tx, viewer, grant.id, -1, as_of).await
}

/// One event.
///
/// # Errors
/// Not there, provisional (for a donor), or another donor's: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, grant_code: &str, number: i64) -> Result<EventRow> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    one(tx, viewer, grant.id, number).await
}

async fn one(tx: &mut Tx, viewer: &Viewer, grant: i64, number: i64) -> Result<EventRow> {
    // Below zero stands for "any" in the query.
    let number = if number < 0 { 0 } else { number };
    events(tx, viewer, grant, number, AsOf::default()).await?.pop().ok_or_else(Error::not_found)
}

async fn events(tx: &mut Tx, viewer: &Viewer, grant: i64, number: i64, as_of: AsOf) -> Result<Vec<EventRow>> {
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(EVENTS)
        .bind(scope.all)
        .bind(scope.donor)
        .bind(grant)
        .bind(as_of.day_text())
        .bind(as_of.known_millis())
        .bind(number)
        .fetch_all(c))?;
    Ok(rows.into_iter().map(Row::into_event).collect())
}

/// The currency of the agreement: of its ceiling, else of the first pledge, ceiling or receipt in its ledger.
///
/// # Errors
/// Out of scope: "not found".
pub async fn currency(tx: &mut Tx, viewer: &Viewer, grant_code: &str) -> Result<Option<Currency>> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    own_currency(tx, &grant).await
}

async fn own_currency(tx: &mut Tx, grant: &grants::Key) -> Result<Option<Currency>> {
    if let Some(currency) = grant.ceiling_currency {
        return Ok(Some(currency.0));
    }
    let first: Option<Parsed<Currency>> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT e.currency FROM money_event e LEFT JOIN money_decision d ON d.event_id = e.id
         WHERE e.grant_id = $1 AND e.kind IN ('pledge', 'ceiling', 'receipt') AND COALESCE(d.decision, '') <> 'rejected'
         ORDER BY e.number LIMIT 1"
    )
    .bind(grant.id)
    .fetch_optional(c))?;
    Ok(first.map(|c| c.0))
}

/// What the grant's events add up to: certified (approved events only) and with the provisional ones. `None` while the
/// currency of the agreement is not known, which means that nothing was promised or received.
///
/// # Errors
/// Out of scope: "not found"; a sum is out of range.
pub async fn positions(
    tx: &mut Tx,
    viewer: &Viewer,
    grant_code: &str,
    as_of: AsOf,
) -> Result<Option<(Position, Position)>> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    let Some(currency) = own_currency(tx, &grant).await? else { return Ok(None) };
    let groups = groups::of(tx, viewer, grant.id, as_of).await?;
    let certified = groups::position(currency, &groups, |s| s == Standing::Approved)?;
    Ok(Some((certified, groups::position(currency, &groups, |s| s != Standing::Rejected)?)))
}

fn standing(decision: Option<Parsed<Decision>>) -> Standing {
    match decision.map(|d| d.0) {
        None => Standing::Provisional,
        Some(Decision::Approved) => Standing::Approved,
        Some(Decision::Rejected) => Standing::Rejected,
    }
}

impl Row {
    fn into_event(self) -> EventRow {
        EventRow {
            id: self.id,
            number: self.number,
            kind: self.kind.0,
            amount: Money::new(self.minor, self.currency.0),
            value_date: self.value_date.0.start(),
            booked: self.booked_cents.map(|cents| Money::new(cents, Currency::Usd)),
            pinned: self.rate.pinned(),
            standing: standing(self.decision),
            purpose: self.purpose,
            phase: phase_of(self.component, self.phase),
            phase_id: self.phase_id,
            budget_line: self.budget_line,
            from_budget_line: self.from_budget_line,
            external_ref: self.external_ref,
            document: self.document,
            relates_to: self.relates_to.map(|d| d.0),
            reverses: self.reverses,
            reversed_by: self.reversed_by,
            donor_code: self.donor_code,
            entered_by: self.entered_by,
            entered_by_id: self.person_id,
            recorded_at: Timestamp(self.recorded_at),
            decided_by: self.decided_by,
            decided_at: self.decided_at.map(Timestamp),
            decision_reason: self.decision_reason,
        }
    }
}
