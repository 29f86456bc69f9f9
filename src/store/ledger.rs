//! The ledger of a grant: money events as they were posted, with what a second person decided, on any past date.

use chrono::NaiveDate;
use domain::{
    AsOf, Currency, Money, PartialDate, Timestamp, Viewer,
    ledger::{EventKind, Position, Standing},
    phase::phase_of,
    rate::Decision,
};

use crate::{Error, Parsed, Result, Tx, db::sql, grants, list::Scope};

mod choices;
mod decide;
mod groups;
mod listed;
mod pinned;
mod post;
mod rules;

pub use choices::{Choices, WaitingEvent, choices, waiting};
pub(crate) use decide::DECISION;
pub use decide::{approve, reject, reverse};
pub(crate) use groups::position;
pub use groups::{Group, groups};
pub(crate) use listed::{FOR_DONORS, FOR_STAFF};
pub use listed::{Filters, KindSum, filters, list, sums};
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
    /// Why it was posted in spite of what was doubtful; said to staff and administrators only.
    pub reason: Option<String>,
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
    reason: Option<String>,
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
    let id: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM money_event WHERE grant_id = $1 AND number = $2")
            .bind(grant)
            .bind(number)
            .fetch_optional(c))?;
    let scope = Scope::from(viewer);
    let row: Option<Row> =
        listed::list_for(scope).one(tx, scope.within(grant), id.ok_or_else(Error::not_found)?).await?;
    Ok(row.ok_or_else(Error::not_found)?.into_event(viewer))
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
        return Ok(Some(currency));
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
    fn into_event(self, viewer: &Viewer) -> EventRow {
        // Who entered and who decided is for staff and administrators.
        let named = |name: Option<String>| name.filter(|_| viewer.sees_everything());
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
            entered_by: named(self.entered_by),
            entered_by_id: self.person_id,
            recorded_at: Timestamp(self.recorded_at),
            decided_by: named(self.decided_by),
            decided_at: self.decided_at.map(Timestamp),
            decision_reason: self.decision_reason,
            reason: named(self.reason),
        }
    }
}

/// Does what is booked of a grant rest on a rate that follows from a published figure? Of approved receipts that nothing takes back.
///
/// # Errors
/// Officers see no grants; not there or another donor's: "not found".
pub async fn is_assumed(tx: &mut Tx, viewer: &Viewer, grant_code: &str) -> Result<bool> {
    let grant = grants::key(tx, viewer, grant_code).await?.id;
    Ok(sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM money_event e JOIN money_decision d ON d.event_id = e.id AND d.decision = 'approved'
           WHERE e.grant_id = $1 AND e.kind = 'receipt' AND e.rate_source = 'QUOTED' AND e.reverses_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM money_event r JOIN money_decision a ON a.event_id = r.id AND a.decision = 'approved'
               WHERE r.reverses_id = e.id))"
    )
    .bind(grant)
    .fetch_one(c)
    })?)
}
