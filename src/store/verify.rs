//! `portal verify`: recomputes the audit chain and compares the ledger with it, and names the first row that is wrong.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{
    Result, Tx,
    changes::{Link, link},
    db::sql,
    now,
};

mod acts;
mod custody;
mod discrepancies;
mod facts;
mod files;
mod handover;
mod lines;
mod money;
mod periods;
mod shares;
mod signing;

pub(crate) use acts::act_version;
pub(crate) use discrepancies::discrepancy_event;
pub(crate) use signing::{
    act_scan, act_scan_decision, act_signature, mandate_document, signing_link, signing_link_event,
};

/// Nothing was wrong; how much was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    pub changes: i64,
    pub rounds: i64,
    pub receipts: i64,
    pub items: i64,
    pub money_events: i64,
}

/// The first row that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub table: &'static str,
    pub row: String,
    pub words: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.table, self.row, self.words)
    }
}

pub(crate) type Checked<T> = std::result::Result<T, Finding>;

/// Rows of the chain with their bodies, by the number of the fact that each recorded.
type Recorded<'a> = HashMap<i64, (&'a ChainRow, Value)>;

/// What these rows of the chain recorded; those without a number are about something else.
fn recorded<'a>(
    chain: &'a [ChainRow],
    of: impl Fn(&ChainRow) -> bool,
    number: impl Fn(&Value) -> Option<i64>,
) -> Recorded<'a> {
    let with_body = |change: &'a ChainRow| (change, serde_json::from_str::<Value>(&change.body).unwrap_or_default());
    let numbered = |(change, body): (&'a ChainRow, Value)| Some((number(&body)?, (change, body)));
    chain.iter().filter(|change| of(change)).map(with_body).filter_map(numbered).collect()
}

/// Nothing is left of what was recorded when every row of the table was taken out.
fn none_missing(table: &'static str, left: Recorded<'_>) -> Checked<()> {
    match left.into_iter().min_by_key(|(number, _)| *number) {
        Some((number, (change, _))) => {
            finding(table, number, format!("is missing, but change {} recorded it", change.seq))
        }
        None => Ok(()),
    }
}

pub(crate) fn finding<T>(table: &'static str, row: impl ToString, words: impl Into<String>) -> Checked<T> {
    Err(Finding { table, row: row.to_string(), words: words.into() })
}

/// Checks everything.
///
/// # Errors
/// The database does not answer. What is wrong with the data is the inner result.
pub async fn verify(tx: &mut Tx) -> Result<Checked<Verified>> {
    now::settle(tx).await?;
    let chain = read_chain(tx).await?;
    macro_rules! checked {
        ($check:expr) => {
            match $check {
                Ok(value) => value,
                Err(found) => return Ok(Err(found)),
            }
        };
    }
    checked!(check_chain(&chain));
    checked!(lines::check(tx, &chain).await?);
    checked!(shares::check(tx, &chain).await?);
    let items = checked!(check_items(tx).await?);
    checked!(handover::check_descriptions(tx, &chain).await?);
    let rounds = checked!(handover::check_rounds(tx, &chain).await?);
    let receipts = checked!(handover::check_receipts(tx, &chain).await?);
    checked!(custody::check(tx, &chain).await?);
    checked!(check_lines(tx).await?);
    checked!(discrepancies::check(tx, &chain).await?);
    checked!(acts::check(tx, &chain).await?);
    checked!(signing::check(tx, &chain).await?);
    checked!(periods::check(tx, &chain).await?);
    checked!(facts::check(tx, &chain).await?);
    checked!(files::check(tx).await?);
    let money_events = checked!(money::check(tx, &chain).await?);
    // Last: where a fact was altered, that is what is wrong.
    checked!(now::check(tx).await?);
    Ok(Ok(Verified { changes: chain.len() as i64, rounds, receipts, items, money_events }))
}

#[derive(sqlx::FromRow)]
struct ChainRow {
    seq: i64,
    recorded_at: i64,
    person_id: Option<i64>,
    deed: String,
    entity: String,
    entity_key: String,
    body: String,
    prev: String,
    hash: String,
}

async fn read_chain(tx: &mut Tx) -> Result<Vec<ChainRow>> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT seq, recorded_at, person_id, deed, entity, entity_key, body, prev, hash FROM change ORDER BY seq"
    )
    .fetch_all(c))?)
}

fn check_chain(chain: &[ChainRow]) -> Checked<()> {
    let mut prev = "";
    for (expected, row) in (1_i64..).zip(chain) {
        if row.seq != expected {
            return finding("change", expected, "is missing from the chain");
        }
        if row.prev != prev {
            return finding("change", row.seq, "does not continue the row before it");
        }
        let hash = link(&Link {
            seq: row.seq,
            recorded_at: row.recorded_at,
            person_id: row.person_id,
            deed: &row.deed,
            entity: &row.entity,
            entity_key: &row.entity_key,
            body: &row.body,
            prev: &row.prev,
        });
        if row.hash != hash {
            return finding("change", row.seq, "was altered: its content does not give its hash");
        }
        prev = &row.hash;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ItemRow {
    tag: String,
    value_minor: i64,
    ppm: i64,
    shares_minor: i64,
}

async fn check_items(tx: &mut Tx) -> Result<Checked<i64>> {
    let items: Vec<ItemRow> = sql!(tx, |c| sqlx::query_as(
        "SELECT i.tag, i.value_minor, CAST(COALESCE(SUM(f.ppm), 0) AS BIGINT) AS ppm,
           CAST(COALESCE(SUM(f.value_minor), 0) AS BIGINT) AS shares_minor
         FROM item i LEFT JOIN funding_share f ON f.item_id = i.id GROUP BY i.id, i.tag, i.value_minor ORDER BY i.id"
    )
    .fetch_all(c))?;
    for item in &items {
        if item.ppm != 1_000_000 {
            return Ok(finding(
                "item",
                &item.tag,
                format!("has funding shares of {} ppm instead of 1,000,000", item.ppm),
            ));
        }
        if item.shares_minor != item.value_minor {
            return Ok(finding("item", &item.tag, "has funding shares that do not add up to its value"));
        }
    }
    Ok(Ok(items.len() as i64))
}

#[derive(sqlx::FromRow)]
struct SumRow {
    id: i64,
    quantity: i64,
    outstanding: i64,
    settled: i64,
    received: i64,
    in_custody: i64,
}

async fn check_lines(tx: &mut Tx) -> Result<Checked<()>> {
    let lines: Vec<SumRow> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT l.id, l.quantity, l.outstanding,
           CAST(COALESCE((SELECT SUM(n.received + n.damaged + n.refused) FROM receipt_line n WHERE n.line_id = l.id), 0) AS BIGINT) AS settled,
           CAST(COALESCE((SELECT SUM(n.received) FROM receipt_line n WHERE n.line_id = l.id), 0) AS BIGINT) AS received,
           CAST(COALESCE((SELECT SUM(e.quantity) FROM custody_event e WHERE e.line_id = l.id AND e.holder = 'unit'), 0) AS BIGINT) AS in_custody
         FROM line l ORDER BY l.id"
    )
    .fetch_all(c)
    })?;
    for line in lines {
        if line.quantity != line.settled + line.outstanding {
            return Ok(finding(
                "line",
                line.id,
                "does not balance: counted and still expected do not make what was sent",
            ));
        }
        if line.received != line.in_custody {
            return Ok(finding("line", line.id, "does not balance: received and in the unit's custody differ"));
        }
    }
    Ok(Ok(()))
}

/// The facts of a round's lines as its dispatch fixes them.
pub(crate) async fn dispatched_lines(tx: &mut Tx, round: i64) -> Result<Value> {
    type Line = (i64, String, String, String, i64, i64, String, i64);
    let lines: Vec<Line> = sql!(tx, |c| sqlx::query_as(
        "SELECT l.id, i.tag, u.code, a.code, l.quantity, i.value_minor, i.currency, i.phase_id
         FROM line l JOIN item i ON i.id = l.item_id JOIN unit u ON u.id = l.unit_id JOIN agency a ON a.id = l.agency_id
         WHERE l.round_id = $1 ORDER BY l.id"
    )
    .bind(round)
    .fetch_all(c))?;
    Ok(lines
        .into_iter()
        .map(|(id, tag, unit, agency, quantity, value, currency, phase)| {
            json!({ "line": id, "tag": tag, "unit": unit, "agency": agency, "quantity": quantity, "value_minor": value.to_string(), "currency": currency, "phase": phase })
        })
        .collect())
}

/// The facts of a receipt's counts. What an older portal did not ask for stands there only where it was found: rows of the
/// chain from before read as they did.
pub(crate) async fn counted_lines(tx: &mut Tx, receipt: i64) -> Result<Value> {
    #[derive(sqlx::FromRow)]
    struct Count {
        id: i64,
        line_id: i64,
        sequence: i64,
        expected: i64,
        received: i64,
        short: i64,
        damaged: i64,
        refused: i64,
        surplus: i64,
        condition: String,
        remark: Option<String>,
        serial_found: Option<String>,
        missing: Option<String>,
    }
    let counts: Vec<Count> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT id, line_id, sequence, expected, received, short, damaged, refused, surplus, condition, remark, serial_found, missing
         FROM receipt_line WHERE receipt_id = $1 ORDER BY id"
    )
    .bind(receipt)
    .fetch_all(c)
    })?;
    let photos: Vec<(i64, String)> = sql!(tx, |c| sqlx::query_as(
        "SELECT n.id, f.sha256 FROM receipt_photo f JOIN receipt_line n ON n.id = f.receipt_line_id
         WHERE n.receipt_id = $1 ORDER BY n.id, f.place, f.sha256"
    )
    .bind(receipt)
    .fetch_all(c))?;
    let body = |count: Count| {
        let mut body = json!({
            "line": count.line_id, "sequence": count.sequence, "expected": count.expected, "received": count.received,
            "short": count.short, "damaged": count.damaged, "refused": count.refused, "surplus": count.surplus,
            "condition": count.condition, "remark": count.remark,
        });
        let photos: Vec<&str> = photos.iter().filter(|(id, _)| *id == count.id).map(|(_, sha)| sha.as_str()).collect();
        for (field, found) in [("serial_found", count.serial_found), ("missing", count.missing)] {
            if let Some(found) = found {
                body[field] = json!(found);
            }
        }
        if !photos.is_empty() {
            body["photos"] = json!(photos);
        }
        body
    };
    Ok(counts.into_iter().map(body).collect())
}
