//! Rates and verifications are single rows: each is made into its facts again and held against the row of the chain that was
//! written with it.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{ChainRow, Checked, finding};
use crate::{Result, Tx, db::sql};

pub(super) async fn check(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    let rates: Vec<RateRow> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT r.id, r.source, r.currency, r.units_per_usd, r.effective_on, r.published_on, r.source_url, r.note,
           r.supersedes_id, r.person_id, r.recorded_at, d.decision, d.person_id AS decided_by, d.recorded_at AS decided_at
         FROM fx_rate r LEFT JOIN fx_rate_decision d ON d.rate_id = r.id ORDER BY r.id"
    )
    .fetch_all(c)
    })?;
    let checks: Vec<CheckRow> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT v.id, i.tag, v.checked_on, v.finding, v.seen, v.condition, v.joint, v.note, v.person_id, v.recorded_at
         FROM verification v JOIN item i ON i.id = v.item_id ORDER BY v.id"
    )
    .fetch_all(c)
    })?;
    Ok(check_rates(&rates, chain).and_then(|()| check_verifications(&checks, chain)))
}

#[derive(sqlx::FromRow)]
struct RateRow {
    id: i64,
    source: String,
    currency: String,
    units_per_usd: String,
    effective_on: String,
    published_on: Option<String>,
    source_url: Option<String>,
    note: Option<String>,
    supersedes_id: Option<i64>,
    person_id: i64,
    recorded_at: i64,
    decision: Option<String>,
    decided_by: Option<i64>,
    decided_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct CheckRow {
    id: i64,
    tag: String,
    checked_on: String,
    finding: String,
    seen: i64,
    condition: Option<String>,
    joint: i64,
    note: Option<String>,
    person_id: i64,
    recorded_at: i64,
}

fn check_rates(rates: &[RateRow], chain: &[ChainRow]) -> Checked<()> {
    let mut written: HashMap<(&str, &str), &ChainRow> = HashMap::new();
    for change in chain.iter().filter(|c| c.entity == "rate") {
        written.insert((&change.entity_key, &change.deed), change);
    }
    let entries = chain.iter().filter(|c| c.entity == "rate" && c.deed == "created").count();
    if entries != rates.len() {
        return finding("fx_rate", rates.len(), format!("rates are there; the chain knows {entries}"));
    }
    for rate in rates {
        let key = rate.id.to_string();
        let facts = json!({
            "source": rate.source, "currency": rate.currency, "rate": rate.units_per_usd,
            "effective_on": rate.effective_on, "published_on": rate.published_on, "source_url": rate.source_url,
            "note": rate.note, "supersedes": rate.supersedes_id,
        });
        let entry = written.get(&(key.as_str(), "created"));
        if !entry.is_some_and(|c| same(c, &facts, rate.person_id, rate.recorded_at)) {
            return finding("fx_rate", rate.id, "is not what the chain says was entered");
        }
        let decided = ["approved", "rejected"].map(|deed| (deed, written.get(&(key.as_str(), deed))));
        for (deed, change) in decided {
            let stored = rate.decision.as_deref() == Some(deed);
            let told = change.map(|c| (c.person_id, c.recorded_at));
            if stored != change.is_some() || (stored && told != Some((rate.decided_by, rate.decided_at.unwrap_or(0)))) {
                return finding("fx_rate_decision", rate.id, format!("does not agree with the chain ({deed})"));
            }
        }
        if rate.decision.as_deref() == Some("approved") && rate.decided_by == Some(rate.person_id) {
            return finding("fx_rate_decision", rate.id, "was approved by who entered the rate");
        }
    }
    Ok(())
}

fn check_verifications(checks: &[CheckRow], chain: &[ChainRow]) -> Checked<()> {
    let mut written: HashMap<i64, &ChainRow> = HashMap::new();
    for change in chain.iter().filter(|c| c.entity == "verification") {
        let body: Value = serde_json::from_str(&change.body).unwrap_or_default();
        written.insert(body["id"].as_i64().unwrap_or_default(), change);
    }
    if written.len() != checks.len() {
        return finding("verification", checks.len(), format!("rows are there; the chain knows {}", written.len()));
    }
    for check in checks {
        let facts = json!({
            "id": check.id, "checked_on": check.checked_on, "finding": check.finding, "seen": check.seen,
            "condition": check.condition, "joint": check.joint == 1, "note": check.note,
        });
        let entry = written.get(&check.id).filter(|c| c.entity_key == check.tag);
        if !entry.is_some_and(|c| same(c, &facts, check.person_id, check.recorded_at)) {
            return finding("verification", check.id, "is not what the chain says was recorded");
        }
    }
    Ok(())
}

fn same(change: &ChainRow, facts: &Value, person: i64, at: i64) -> bool {
    let body: Value = serde_json::from_str(&change.body).unwrap_or_default();
    body == *facts && change.person_id == Some(person) && change.recorded_at == at
}
