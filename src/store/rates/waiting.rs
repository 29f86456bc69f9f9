//! The rate that waits for a second person and that an event would need.

use chrono::NaiveDate;
use domain::{Currency, PartialDate, Rate, rate::RateSource};

use crate::{Parsed, Result, Tx, db::sql};

/// The rate that would be used for a day if it were approved, where it is later than the one that is: what an event posted now
/// would miss.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn missed(
    tx: &mut Tx,
    source: RateSource,
    currency: Currency,
    day: NaiveDate,
    used: Option<NaiveDate>,
) -> Result<Option<(Rate, NaiveDate)>> {
    let row: Option<(Parsed<Rate>, Parsed<PartialDate>)> = sql!(tx, |c| sqlx::query_as(
        "SELECT r.units_per_usd, r.effective_on FROM fx_rate r
         WHERE r.source = $1 AND r.currency = $2 AND r.effective_on <= $3 AND r.effective_on >= $4
           AND NOT EXISTS (SELECT 1 FROM fx_rate_decision d WHERE d.rate_id = r.id)
         ORDER BY r.effective_on DESC, r.id DESC LIMIT 1"
    )
    .bind(source.word())
    .bind(currency.code())
    .bind(day.to_string())
    .bind(used.map_or_else(String::new, |day| day.to_string()))
    .fetch_optional(c))?;
    Ok(row.map(|(rate, effective_on)| (rate.0, effective_on.start())))
}
