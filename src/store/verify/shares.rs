//! The shares that are in force follow from the changes that were written down, and those from the audit chain.

use std::collections::{BTreeMap, HashMap};

use domain::{Currency, Money, share::AS_ENTERED};
use serde_json::{Value, json};

use super::{ChainRow, Checked, finding};
use crate::{Parsed, Result, Tx, db::sql};

#[derive(sqlx::FromRow)]
struct Entry {
    id: i64,
    tag: String,
    number: i64,
    effective_on: String,
    reason: String,
    person_id: i64,
    recorded_at: i64,
    value_minor: i64,
    currency: Parsed<Currency>,
    sent_on: Option<String>,
}

const ENTRIES: &str = "
  SELECT h.id, i.tag, h.number, h.effective_on, h.reason, h.person_id, h.recorded_at, i.value_minor, i.currency,
    (SELECT MIN(s.occurred_on) FROM line l JOIN round_step s ON s.round_id = l.round_id AND s.step = 'dispatched'
      WHERE l.item_id = i.id) AS sent_on
  FROM funding_change h JOIN item i ON i.id = h.item_id ORDER BY h.item_id, h.number";

/// Grant → (parts per million, minor units)
type Parts = BTreeMap<String, (i64, i64)>;

pub(super) async fn check(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    let entries: Vec<Entry> = sql!(&mut *tx, |c| sqlx::query_as(ENTRIES).fetch_all(c))?;
    let written: Vec<(i64, String, i64, i64)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT v.change_id, g.code, v.ppm, v.value_minor FROM funding_change_share v
         JOIN grant_agreement g ON g.id = v.grant_id"
    )
    .fetch_all(c))?;
    let current: Vec<(String, String, i64, i64)> = sql!(tx, |c| sqlx::query_as(
        "SELECT i.tag, g.code, f.ppm, f.value_minor FROM funding_share f JOIN item i ON i.id = f.item_id
         JOIN grant_agreement g ON g.id = f.grant_id"
    )
    .fetch_all(c))?;
    let mut parts: HashMap<i64, Parts> = HashMap::new();
    for (change, grant, ppm, minor) in written {
        parts.entry(change).or_default().insert(grant, (ppm, minor));
    }
    let mut now: HashMap<String, Parts> = HashMap::new();
    for (tag, grant, ppm, minor) in current {
        now.entry(tag).or_default().insert(grant, (ppm, minor));
    }
    Ok(compare(&entries, &parts, &now, chain))
}

fn compare(
    entries: &[Entry],
    parts: &HashMap<i64, Parts>,
    now: &HashMap<String, Parts>,
    chain: &[ChainRow],
) -> Checked<()> {
    let mut recorded: HashMap<(&str, i64), (&ChainRow, Value)> = HashMap::new();
    for change in chain.iter().filter(|c| c.entity == "item") {
        let body: Value = serde_json::from_str(&change.body).unwrap_or_default();
        if let Some(number) = body["shares_number"].as_i64() {
            recorded.insert((&change.entity_key, number), (change, body));
        }
    }
    let none = Parts::new();
    let of = |entry: &Entry| parts.get(&entry.id).unwrap_or(&none);
    for group in entries.chunk_by(|a, b| a.tag == b.tag) {
        for (number, entry) in (1_i64..).zip(group) {
            if entry.number != number || group.len() < 2 {
                return finding("funding_change", entry.row(), "stands in a history with gaps");
            }
            entry.makes_a_whole(of(entry))?;
            let key = (entry.tag.as_str(), number.max(2));
            let Some((change, body)) = recorded.get(&key) else {
                return finding("funding_change", entry.row(), "has no audit row");
            };
            entry.is_as_recorded(change, body, of(entry))?;
        }
        for entry in group {
            recorded.remove(&(entry.tag.as_str(), entry.number));
        }
        let newest = group.iter().max_by_key(|entry| (&entry.effective_on, entry.number));
        if let Some(newest) = newest.filter(|newest| now.get(&newest.tag) != Some(of(newest))) {
            let words = format!("differs from {}, the newest change", newest.row());
            return finding("funding_share", &newest.tag, words);
        }
    }
    match recorded.into_values().min_by_key(|(change, _)| change.seq) {
        Some((change, _)) => {
            let words = format!("is missing, but change {} recorded it", change.seq);
            finding("funding_change", format!("of {}", change.entity_key), words)
        }
        None => Ok(()),
    }
}

impl Entry {
    /// `IMT-000001/2`
    fn row(&self) -> String {
        format!("{}/{}", self.tag, self.number)
    }

    fn makes_a_whole(&self, parts: &Parts) -> Checked<()> {
        let sum = |part: fn(&(i64, i64)) -> i64| parts.values().map(part).sum::<i64>();
        if sum(|(ppm, _)| *ppm) != 1_000_000 {
            return finding("funding_change", self.row(), "has shares that do not make a whole");
        }
        if sum(|(_, minor)| *minor) != self.value_minor {
            return finding("funding_change", self.row(), "has shares that do not add up to the value of the item");
        }
        Ok(())
    }

    /// The first entry was written together with the second and has no audit row of its own: what it says stands in the
    /// audit row of the line, with which the shares are compared there.
    fn is_as_recorded(&self, change: &ChainRow, body: &Value, parts: &Parts) -> Checked<()> {
        let differs = |what: &str| {
            finding("funding_change", self.row(), format!("differs from change {}: {what} is another", change.seq))
        };
        if change.person_id != Some(self.person_id) {
            return differs("the person");
        }
        if change.recorded_at != self.recorded_at {
            return differs("recorded_at");
        }
        if self.number == 1 {
            return match (self.reason == AS_ENTERED, Some(&self.effective_on) == self.sent_on.as_ref()) {
                (false, _) => differs("the reason"),
                (_, false) => differs("effective_on"),
                (true, true) => Ok(()),
            };
        }
        for (field, is) in [("effective_on", &self.effective_on), ("reason", &self.reason)] {
            if body[field] != json!(is) {
                return differs(field);
            }
        }
        if self.parts_as_recorded(body).as_ref() != Some(parts) {
            return differs("a grant or its part");
        }
        Ok(())
    }

    fn parts_as_recorded(&self, body: &Value) -> Option<Parts> {
        let shares: Vec<(&str, i64)> = body["shares"]
            .as_array()?
            .iter()
            .map(|s| Some((s["grant"].as_str()?, s["ppm"].as_i64()?)))
            .collect::<Option<_>>()?;
        let weights: Vec<i64> = shares.iter().map(|(_, ppm)| *ppm).collect();
        let values = Money::new(self.value_minor, self.currency.0).split(&weights)?;
        Some(
            shares.iter().zip(values).map(|((grant, ppm), value)| ((*grant).to_owned(), (*ppm, value.minor))).collect(),
        )
    }
}
