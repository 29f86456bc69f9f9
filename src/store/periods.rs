//! Period locks: after a statement is certified, nothing more gets a value date inside its period. Locked by event date
//! and scope (one grant or all), never by activity; reopening takes two people, ends by itself and is logged.

use chrono::NaiveDate;
use domain::{PartialDate, Timestamp};

use crate::{Error, Parsed, Result, Tx, db::sql};

/// From, until, who locked it, when, why.
type LockOf = (Parsed<PartialDate>, Parsed<PartialDate>, String, i64, String);

/// The lock that keeps `day` closed for a grant at the instant `at`, if any: one without an approved reopening whose hours
/// still run.
///
/// # Errors
/// Locked: a conflict that names the period, who locked it, and what to do instead.
pub async fn check_open(tx: &mut Tx, grant: i64, day: NaiveDate, at: Timestamp) -> Result<()> {
    let lock: Option<LockOf> = sql!(tx, |c| sqlx::query_as(
        "SELECT l.from_on, l.until_on, p.name, l.recorded_at, l.reason
         FROM period_lock l JOIN person p ON p.id = l.person_id
         WHERE (l.grant_id IS NULL OR l.grant_id = $1) AND l.from_on <= $2 AND l.until_on >= $2
           AND NOT EXISTS (SELECT 1 FROM period_reopening r JOIN period_reopening_decision d ON d.reopening_id = r.id
             WHERE r.lock_id = l.id AND d.decision = 'approved' AND d.recorded_at <= $3
               AND d.recorded_at + r.hours * 3600000 > $3)
         ORDER BY l.id LIMIT 1"
    )
    .bind(grant)
    .bind(day.to_string())
    .bind(at.0)
    .fetch_optional(c))?;
    let Some((from, until, person, locked_at, reason)) = lock else { return Ok(()) };
    Err(Error::invalid(
        "value_date",
        format!(
            "{} to {} is locked (by {person} on {}: {reason}). Enter a value date in an open period and say which period it relates to, or ask to reopen it",
            from.words(),
            until.words(),
            Timestamp(locked_at).day_words()
        ),
    ))
}
