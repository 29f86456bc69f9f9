//! Rates that were approved after events had been pinned at others. They are told and change nothing.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{AsOf, Currency, PartialDate, Rate, Timestamp, rate::RateSource};

use super::Announced;
use crate::{Parsed, Result, Tx, db::sql, ledger::Group};

#[derive(sqlx::FromRow)]
struct Row {
    pinned_id: i64,
    currency: Parsed<Currency>,
    source: Parsed<RateSource>,
    pinned: Parsed<Rate>,
    pinned_on: Parsed<PartialDate>,
    supersedes_id: Option<i64>,
    rate: Parsed<Rate>,
    effective_on: Parsed<PartialDate>,
    announced_at: i64,
    note: Option<String>,
}

/// How many events are pinned at a rate, and the last value date among them.
#[derive(Default)]
struct PinnedAt {
    events: usize,
    last_day: Option<NaiveDate>,
}

/// A rate is told when it supersedes a pinned one, or when it would be found today for a value date that was posted at
/// an earlier rate. Events without a reversal's own date decide: a reversal keeps the rate of what it takes back.
pub(super) async fn read(tx: &mut Tx, grant: i64, as_of: AsOf, groups: &[Group]) -> Result<Vec<Announced>> {
    let mut in_statement: HashMap<i64, PinnedAt> = HashMap::new();
    for group in groups {
        let Some(id) = group.pinned.as_ref().and_then(|pinned| pinned.rate_id) else { continue };
        let at = in_statement.entry(id).or_default();
        at.events += group.entry.booked.events;
        at.last_day = at.last_day.max(group.last_day);
    }
    if in_statement.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT r.id AS pinned_id, r.currency, r.source, r.units_per_usd AS pinned, r.effective_on AS pinned_on,
           n.supersedes_id, n.units_per_usd AS rate, n.effective_on, d.recorded_at AS announced_at, n.note
         FROM fx_rate r JOIN fx_rate n ON n.source = r.source AND n.currency = r.currency AND n.id <> r.id
           AND (n.supersedes_id = r.id OR n.effective_on > r.effective_on OR (n.effective_on = r.effective_on AND n.id > r.id))
         JOIN fx_rate_decision d ON d.rate_id = n.id AND d.decision = 'approved' AND d.recorded_at <= $2
         WHERE r.id IN (SELECT e.rate_id FROM money_event e WHERE e.grant_id = $1)
           AND NOT EXISTS (SELECT 1 FROM fx_rate m JOIN fx_rate_decision f ON f.rate_id = m.id
             WHERE m.supersedes_id = n.id AND f.decision = 'approved' AND f.recorded_at <= $2)"
    )
    .bind(grant)
    .bind(as_of.known_millis())
    .fetch_all(c)
    })?;
    let mut announced: Vec<Announced> = rows.into_iter().filter_map(|row| row.told(&in_statement)).collect();
    announced.sort_by_key(|a| (a.announced_at, a.currency, a.source, a.effective_on, a.pinned_on));
    Ok(announced)
}

impl Row {
    fn told(self, in_statement: &HashMap<i64, PinnedAt>) -> Option<Announced> {
        let at = in_statement.get(&self.pinned_id)?;
        let effective_on = self.effective_on.0.start();
        let supersedes = self.supersedes_id == Some(self.pinned_id);
        if !supersedes && at.last_day.is_none_or(|last| last < effective_on) {
            return None;
        }
        Some(Announced {
            currency: self.currency.0,
            source: self.source.0,
            pinned: self.pinned.0,
            pinned_on: self.pinned_on.0.start(),
            events: at.events,
            rate: self.rate.0,
            effective_on,
            announced_at: Timestamp(self.announced_at),
            note: self.note,
        })
    }
}
