//! Locks, reopenings and revisions of budgets stand as the audit chain recorded them.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{ChainRow, Checked, finding};
use crate::{Result, Tx, db::sql};

/// A stored row as the audit chain should have it.
#[derive(Debug)]
struct Stored {
    table: &'static str,
    /// How people call it.
    name: String,
    entity: &'static str,
    key: String,
    deed: &'static str,
    /// Which of several rows under one key it is: a field of the body and its value.
    which: Option<(&'static str, i64)>,
    person: i64,
    recorded_at: i64,
    body: Value,
}

pub(super) async fn check(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    let mut rows = locks(tx).await?;
    rows.extend(reopenings(tx).await?);
    rows.extend(decisions(tx).await?);
    rows.extend(revisions(tx).await?);
    Ok(compare(&rows, chain))
}

fn compare(rows: &[Stored], chain: &[ChainRow]) -> Checked<()> {
    let mut written: HashMap<(&str, &str), Vec<(&ChainRow, Value)>> = HashMap::new();
    let mut recorded = 0;
    for change in chain.iter().filter(|c| c.entity == "period" || c.entity == "budget line") {
        let body = serde_json::from_str(&change.body).unwrap_or_default();
        written.entry((&change.entity, &change.entity_key)).or_default().push((change, body));
        recorded += 1;
    }
    for row in rows {
        let found = written.get(&(row.entity, row.key.as_str())).into_iter().flatten().find(|(change, body)| {
            change.deed == row.deed && row.which.is_none_or(|(field, number)| body[field].as_i64() == Some(number))
        });
        let Some((change, body)) = found else { return finding(row.table, &row.name, "has no audit row") };
        row.is_as_written(change, body)?;
    }
    if rows.len() == recorded {
        return Ok(());
    }
    let stray = written.into_values().flatten().filter(|(change, body)| !rows.iter().any(|row| row.is(change, body)));
    match stray.min_by_key(|(change, _)| change.seq) {
        Some((change, _)) => {
            let (table, row) = (table_of(change), &change.entity_key);
            finding(table, row, format!("is missing, but change {} recorded it", change.seq))
        }
        None => Ok(()),
    }
}

fn table_of(change: &ChainRow) -> &'static str {
    match (change.entity.as_str(), change.deed.as_str()) {
        ("period", "locked") => "period_lock",
        ("period", "reopening asked") => "period_reopening",
        ("period", _) => "period_reopening_decision",
        _ => "budget_revision",
    }
}

impl Stored {
    fn is(&self, change: &ChainRow, body: &Value) -> bool {
        change.entity == self.entity
            && change.entity_key == self.key
            && change.deed == self.deed
            && self.which.is_none_or(|(field, number)| body[field].as_i64() == Some(number))
    }

    fn is_as_written(&self, change: &ChainRow, body: &Value) -> Checked<()> {
        let differs = |what: &str| {
            finding(self.table, &self.name, format!("differs from change {}: {what} is another", change.seq))
        };
        if change.person_id != Some(self.person) {
            return differs("the person");
        }
        if change.recorded_at != self.recorded_at {
            return differs("recorded_at");
        }
        match self.body.as_object().into_iter().flatten().find(|(field, is)| body[field.as_str()] != **is) {
            Some((field, _)) => differs(field),
            None => Ok(()),
        }
    }
}

async fn locks(tx: &mut Tx) -> Result<Vec<Stored>> {
    type Row = (i64, Option<String>, String, String, String, i64, i64);
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT l.id, g.code, l.from_on, l.until_on, l.reason, l.person_id, l.recorded_at
         FROM period_lock l LEFT JOIN grant_agreement g ON g.id = l.grant_id ORDER BY l.id"
    )
    .fetch_all(c))?;
    let row = |(id, grant, from_on, until_on, reason, person, recorded_at): Row| Stored {
        table: "period_lock",
        name: id.to_string(),
        entity: "period",
        key: id.to_string(),
        deed: "locked",
        which: None,
        person,
        recorded_at,
        body: json!({ "grant": grant, "from_on": from_on, "until_on": until_on, "reason": reason }),
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn reopenings(tx: &mut Tx) -> Result<Vec<Stored>> {
    let rows: Vec<(i64, i64, String, i64, i64, i64)> = sql!(tx, |c| sqlx::query_as(
        "SELECT id, lock_id, reason, hours, person_id, recorded_at FROM period_reopening ORDER BY id"
    )
    .fetch_all(c))?;
    let row = |(id, lock, reason, hours, person, recorded_at): (i64, i64, String, i64, i64, i64)| Stored {
        table: "period_reopening",
        name: id.to_string(),
        entity: "period",
        key: lock.to_string(),
        deed: "reopening asked",
        which: Some(("reopening", id)),
        person,
        recorded_at,
        body: json!({ "hours": hours, "reason": reason }),
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn decisions(tx: &mut Tx) -> Result<Vec<Stored>> {
    type Row = (i64, i64, String, Option<String>, i64, i64);
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT d.reopening_id, r.lock_id, d.decision, d.reason, d.person_id, d.recorded_at
         FROM period_reopening_decision d JOIN period_reopening r ON r.id = d.reopening_id ORDER BY d.reopening_id"
    )
    .fetch_all(c))?;
    let row = |(reopening, lock, decision, reason, person, recorded_at): Row| Stored {
        table: "period_reopening_decision",
        name: reopening.to_string(),
        entity: "period",
        key: lock.to_string(),
        deed: if decision == "approved" { "reopened" } else { "rejected" },
        which: Some(("reopening", reopening)),
        person,
        recorded_at,
        body: json!({ "reason": reason }),
    };
    Ok(rows.into_iter().map(row).collect())
}

#[derive(sqlx::FromRow)]
struct Revision {
    key: String,
    title: String,
    phase: Option<i64>,
    version: i64,
    cents: i64,
    effective_on: String,
    reason: Option<String>,
    document: Option<String>,
    person_id: i64,
    recorded_at: i64,
}

async fn revisions(tx: &mut Tx) -> Result<Vec<Stored>> {
    let rows: Vec<Revision> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT g.code || '/' || b.code AS key, b.title, b.phase_id AS phase, v.version, v.cents, v.effective_on,
           v.reason, v.document, v.person_id, v.recorded_at
         FROM budget_line b JOIN grant_agreement g ON g.id = b.grant_id JOIN budget_revision v ON v.budget_line_id = b.id
         ORDER BY v.id"
    )
    .fetch_all(c)
    })?;
    let row = |row: Revision| {
        let mut body = json!({
            "version": row.version, "value_minor": row.cents.to_string(), "currency": "USD",
            "effective_on": row.effective_on, "reason": row.reason, "document": row.document,
        });
        let original = row.version == 1;
        if original {
            body["title"] = json!(row.title);
            body["phase"] = json!(row.phase);
        }
        Stored {
            table: "budget_revision",
            name: format!("{} version {}", row.key, row.version),
            entity: "budget line",
            key: row.key,
            deed: if original { "created" } else { "edited" },
            which: Some(("version", row.version)),
            person: row.person_id,
            recorded_at: row.recorded_at,
            body,
        }
    };
    Ok(rows.into_iter().map(row).collect())
}
