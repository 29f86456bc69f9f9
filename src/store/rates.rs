//! Exchange rates: entered by one person, approved by another, superseded and never changed.

use chrono::NaiveDate;
use domain::{
    Currency, Rate, Timestamp,
    rate::{Decision, RateSource},
};

use crate::{Parsed, Result, Tx, db::sql};

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
    let row: Option<(i64, Parsed<Rate>, Parsed<domain::PartialDate>)> = sql!(tx, |c| sqlx::query_as(
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
