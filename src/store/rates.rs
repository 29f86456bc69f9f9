//! Exchange rates: entered by one person, approved by another, superseded and never changed.

use chrono::NaiveDate;
use domain::{
    Currency, PartialDate, Rate, Timestamp, Viewer,
    rate::{Decision, RateSource, RateStanding},
};

use crate::{Parsed, Result, Tx, db::sql};

mod affected;
mod import;
mod listed;
mod waiting;
mod write;

pub use affected::{Affected, AffectedEvent, GrantTotal, affected};
pub use import::{Imported, Known, compare, doubts, import};
pub(crate) use listed::{FOR_DONORS, FOR_STAFF};
pub use listed::{Filters, filters, in_force, list, newest, show, waiting};
pub(crate) use waiting::missed;
pub(crate) use write::{DECISION, RATE};
pub use write::{approve, approve_all, enter, reject, supersede};

/// A rate that applies to a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applying {
    pub id: i64,
    pub source: RateSource,
    pub currency: Currency,
    pub rate: Rate,
    pub effective_on: NaiveDate,
}

/// The rate of `source` for `currency` on `day`: the latest that is effective at or before it, approved, and superseded by
/// no approved rate. Never a later one, never the nearest; `None`: unknown. `known` asks as the portal stood then.
///
/// # Errors
/// The database does not answer.
pub async fn applying(
    tx: &mut Tx,
    source: RateSource,
    currency: Currency,
    day: NaiveDate,
    known: Option<Timestamp>,
) -> Result<Option<Applying>> {
    let known = known.map_or(i64::MAX, |known| known.0);
    let row: Option<(i64, Parsed<Rate>, Parsed<PartialDate>)> = sql!(tx, |c| sqlx::query_as(
        "SELECT r.id, r.units_per_usd, r.effective_on FROM fx_rate r
         JOIN fx_rate_decision d ON d.rate_id = r.id AND d.decision = $1 AND d.recorded_at <= $2
         WHERE r.source = $3 AND r.currency = $4 AND r.effective_on <= $5
           AND NOT EXISTS (SELECT 1 FROM fx_rate n JOIN fx_rate_decision e ON e.rate_id = n.id
             WHERE n.supersedes_id = r.id AND e.decision = $1 AND e.recorded_at <= $2)
         ORDER BY r.effective_on DESC, r.id DESC LIMIT 1"
    )
    .bind(Decision::Approved.word())
    .bind(known)
    .bind(source.word())
    .bind(currency.code())
    .bind(day.to_string())
    .fetch_optional(c))?;
    Ok(row.map(|(id, rate, effective_on)| Applying {
        id,
        source,
        currency,
        rate: rate.0,
        effective_on: effective_on.start(),
    }))
}

/// A rate as recorded. Who entered and decided is `None` for donors, who get approved rates only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateRow {
    pub id: i64,
    pub source: RateSource,
    pub currency: Currency,
    pub rate: Rate,
    pub effective_on: NaiveDate,
    pub published_on: Option<NaiveDate>,
    pub source_url: Option<String>,
    /// Of a superseding rate: the reason.
    pub note: Option<String>,
    pub supersedes: Option<i64>,
    /// The approved rate that took its place.
    pub superseded_by: Option<i64>,
    /// The rate that would take its place and waits for approval; staff only.
    pub pending: Option<i64>,
    pub entered_by: Option<String>,
    /// The viewer entered it, so somebody else approves it.
    pub own: bool,
    pub recorded_at: Timestamp,
    pub decided: Option<Decided>,
}

/// What a second person said of a rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub decision: Decision,
    pub by: Option<String>,
    pub at: Timestamp,
    pub reason: Option<String>,
}

impl RateRow {
    pub fn standing(&self) -> RateStanding {
        match self.decided.as_ref().map(|d| d.decision) {
            None => RateStanding::Awaiting,
            Some(Decision::Rejected) => RateStanding::Rejected,
            Some(Decision::Approved) if self.superseded_by.is_some() => RateStanding::Superseded,
            Some(Decision::Approved) => RateStanding::InForce,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    source: Parsed<RateSource>,
    currency: Parsed<Currency>,
    units_per_usd: Parsed<Rate>,
    effective_on: Parsed<PartialDate>,
    published_on: Option<Parsed<PartialDate>>,
    source_url: Option<String>,
    note: Option<String>,
    supersedes_id: Option<i64>,
    superseded_by: Option<i64>,
    pending: Option<i64>,
    entered_by: Option<String>,
    person_id: i64,
    recorded_at: i64,
    decision: Option<Parsed<Decision>>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    reason: Option<String>,
}

impl Stored {
    fn row(self, viewer: &Viewer) -> RateRow {
        // Who entered and who decided is for those who see everything.
        let named = |name: Option<String>| name.filter(|_| viewer.sees_everything());
        let (by, reason) = (named(self.decided_by), self.reason);
        let decided = self.decision.zip(self.decided_at).map(|(decision, at)| Decided {
            decision: decision.0,
            by,
            at: Timestamp(at),
            reason,
        });
        RateRow {
            id: self.id,
            source: self.source.0,
            currency: self.currency.0,
            rate: self.units_per_usd.0,
            effective_on: self.effective_on.start(),
            published_on: self.published_on.map(|date| date.start()),
            source_url: self.source_url,
            note: self.note,
            supersedes: self.supersedes_id,
            superseded_by: self.superseded_by,
            pending: self.pending,
            entered_by: named(self.entered_by),
            own: self.person_id == viewer.person,
            recorded_at: Timestamp(self.recorded_at),
            decided,
        }
    }
}
