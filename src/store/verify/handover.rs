//! The steps of rounds and the receipts stand as the audit chain recorded them.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::{ChainRow, Checked, counted_lines, dispatched_lines, finding};
use crate::{Result, Tx, db::sql};

#[derive(sqlx::FromRow)]
struct StepRow {
    round_id: i64,
    code: String,
    held_on: Option<String>,
    step: String,
    occurred_on: Option<String>,
    reason: Option<String>,
    person_id: i64,
    recorded_at: i64,
}

impl StepRow {
    /// By person and time: a round can get another code between its scheduling and its dispatch.
    fn is_in(&self, change: &ChainRow) -> bool {
        change.entity == "round"
            && change.deed == self.step
            && change.person_id == Some(self.person_id)
            && change.recorded_at == self.recorded_at
            && (self.step == "scheduled" || change.entity_key == self.code)
    }
}

/// Every step, with the lines that a dispatch fixed. Answers how many rounds were dispatched.
pub(super) async fn check_rounds(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<i64>> {
    let steps: Vec<StepRow> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT s.round_id, r.code, r.held_on, s.step, s.occurred_on, s.reason, s.person_id, s.recorded_at
         FROM round_step s JOIN round r ON r.id = s.round_id ORDER BY s.recorded_at, s.round_id, s.step"
    )
    .fetch_all(c))?;
    let is_step = |c: &&ChainRow| c.entity == "round" && ["scheduled", "dispatched", "cancelled"].contains(&&*c.deed);
    for change in chain.iter().filter(is_step) {
        if !steps.iter().any(|step| step.is_in(change)) {
            let row = format!("{} {}", change.entity_key, change.deed);
            return Ok(finding("round_step", row, format!("is not there as change {} recorded it", change.seq)));
        }
    }
    let mut dispatched = 0;
    for step in &steps {
        let row = format!("{} {}", step.code, step.step);
        let Some(change) = chain.iter().find(|change| step.is_in(change)) else {
            return Ok(finding("round_step", row, "has no audit row"));
        };
        let body = body(change);
        let stated = json!({ "occurred_on": step.occurred_on, "reason": step.reason });
        if ["occurred_on", "reason"].iter().any(|field| body[field] != stated[field]) {
            return Ok(finding("round_step", row, format!("differs from change {}", change.seq)));
        }
        if step.step != "dispatched" {
            continue;
        }
        if step.held_on != step.occurred_on {
            return Ok(finding("round", &step.code, "was held on another day than its dispatch says"));
        }
        let now = dispatched_lines(tx, step.round_id).await?;
        if let Err(found) = compare_lines("round", &step.code, change, &body, &now) {
            return Ok(Err(found));
        }
        dispatched += 1;
    }
    Ok(Ok(dispatched))
}

/// The description of every round is the one that was last written down.
pub(super) async fn check_descriptions(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    type Round = (String, Option<i64>, String, Option<String>, Option<String>, Option<String>, Option<String>);
    let rounds: Vec<Round> = sql!(tx, |c| sqlx::query_as(
        "SELECT code, number, title, planned_on, place, occasion, guests FROM round ORDER BY id"
    )
    .fetch_all(c))?;
    let mut written: HashMap<&str, (&ChainRow, Value)> = HashMap::new();
    for change in chain.iter().filter(|c| c.entity == "round" && ["created", "edited"].contains(&&*c.deed)) {
        let body = body(change);
        if body["title"].is_string() {
            written.insert(&change.entity_key, (change, body));
        }
    }
    for (code, number, title, planned_on, place, occasion, guests) in rounds {
        let Some((change, was)) = written.get(code.as_str()) else {
            return Ok(finding("round", code, "has no audit row"));
        };
        let now = json!({
            "code": code, "number": number, "title": title, "planned_on": planned_on, "place": place,
            "occasion": occasion, "guests": guests,
        });
        let differs = now.as_object().into_iter().flatten().find(|(field, is)| was[field.as_str()] != **is);
        if let Some((field, is)) = differs {
            let words = format!("differs from change {}: {field} was {} and is {is}", change.seq, was[field.as_str()]);
            return Ok(finding("round", code, words));
        }
    }
    Ok(Ok(()))
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    id: i64,
    public_id: String,
    round: String,
    agency_id: i64,
    received_on: String,
    remark: Option<String>,
    person_id: i64,
    recorded_at: i64,
}

/// Every receipt: who signed for what, when. Answers how many there are.
pub(super) async fn check_receipts(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<i64>> {
    let receipts: Vec<ReceiptRow> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT t.id, t.public_id, r.code AS round, t.agency_id, t.received_on, t.remark, t.person_id, t.recorded_at
         FROM receipt t JOIN round r ON r.id = t.round_id ORDER BY t.id"
    )
    .fetch_all(c)
    })?;
    let recorded: HashMap<&str, &ChainRow> = chain
        .iter()
        .filter(|c| c.entity == "receipt" && c.deed == "confirmed")
        .map(|c| (c.entity_key.as_str(), c))
        .collect();
    let there: HashSet<&str> = receipts.iter().map(|r| r.public_id.as_str()).collect();
    if let Some(change) = recorded.values().filter(|c| !there.contains(&*c.entity_key)).min_by_key(|c| c.seq) {
        let words = format!("is missing, but change {} recorded it", change.seq);
        return Ok(finding("receipt", &change.entity_key, words));
    }
    for receipt in &receipts {
        let Some(change) = recorded.get(receipt.public_id.as_str()) else {
            return Ok(finding("receipt", &receipt.public_id, "has no audit row"));
        };
        let body = body(change);
        if let Err(found) = receipt.is_as_recorded(change, &body) {
            return Ok(Err(found));
        }
        let now = counted_lines(tx, receipt.id).await?;
        if let Err(found) = compare_lines("receipt", &receipt.public_id, change, &body, &now) {
            return Ok(Err(found));
        }
    }
    Ok(Ok(receipts.len() as i64))
}

impl ReceiptRow {
    fn is_as_recorded(&self, change: &ChainRow, body: &Value) -> Checked<()> {
        let differs = |field: &str| {
            finding("receipt", &self.public_id, format!("differs from change {}: {field} is another", change.seq))
        };
        if change.person_id != Some(self.person_id) {
            return differs("the officer");
        }
        if change.recorded_at != self.recorded_at {
            return differs("recorded_at");
        }
        let now = json!({
            "round": self.round, "agency": self.agency_id, "received_on": self.received_on, "remark": self.remark,
        });
        match now.as_object().into_iter().flatten().find(|(field, is)| body[field.as_str()] != **is) {
            Some((field, _)) => differs(field),
            None => Ok(()),
        }
    }
}

fn body(change: &ChainRow) -> Value {
    serde_json::from_str(&change.body).unwrap_or_default()
}

/// The lines that the audit row stated are the lines that are there.
fn compare_lines(table: &'static str, key: &str, change: &ChainRow, body: &Value, now: &Value) -> Checked<()> {
    let empty = Vec::new();
    let (then, now) = (body["lines"].as_array().unwrap_or(&empty), now.as_array().unwrap_or(&empty));
    if let Some((was, is)) = then.iter().zip(now).find(|(was, is)| was != is) {
        return finding(table, key, format!("differs from change {}: it was {was} and is {is}", change.seq));
    }
    if then.len() != now.len() {
        let words = format!("has {} lines; change {} recorded {}", now.len(), change.seq, then.len());
        return finding(table, key, words);
    }
    Ok(())
}
