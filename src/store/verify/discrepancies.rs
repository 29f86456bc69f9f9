//! Discrepancies follow from receipts; what people did with them stands as the audit chain recorded it.

use serde_json::{Value, json};

use super::{ChainRow, Checked, finding, none_missing, recorded};
use crate::{Result, Tx, db::sql};

/// Discrepancies that say something else than the count that they come from.
const INVENTED: &str = "
  SELECT d.public_id FROM discrepancy d
  LEFT JOIN receipt_line n ON n.id = d.receipt_line_id LEFT JOIN receipt t ON t.id = n.receipt_id
  WHERE NOT COALESCE(d.line_id = n.line_id AND d.recorded_at = t.recorded_at
    AND d.public_id = t.public_id || '-' || CAST((SELECT COUNT(*) FROM receipt_line m WHERE m.receipt_id = n.receipt_id AND m.id <= n.id) AS TEXT)
      || '-' || REPLACE(d.kind, ' ', '-')
    AND CASE d.kind WHEN 'short' THEN n.sequence = 1 AND d.quantity = n.short WHEN 'surplus' THEN d.quantity = n.surplus
      WHEN 'damaged' THEN d.quantity = n.damaged WHEN 'refused' THEN d.quantity = n.refused
      ELSE n.serial_found IS NOT NULL AND d.quantity = n.received END, FALSE)
  ORDER BY d.id";

/// Receipts with a count that differs and has no discrepancy.
const MISSING: &str = "
  SELECT t.public_id FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
  WHERE (CASE WHEN n.sequence = 1 AND n.short > 0 THEN 1 ELSE 0 END) + (CASE WHEN n.surplus > 0 THEN 1 ELSE 0 END)
      + (CASE WHEN n.damaged > 0 THEN 1 ELSE 0 END) + (CASE WHEN n.refused > 0 THEN 1 ELSE 0 END)
      + (CASE WHEN n.serial_found IS NOT NULL AND n.received > 0 THEN 1 ELSE 0 END)
    <> (SELECT COUNT(*) FROM discrepancy d WHERE d.receipt_line_id = n.id)
  ORDER BY n.id";

/// Counts of what was short that say something else than the later receipt.
const RECOUNTED: &str = "
  SELECT e.id FROM discrepancy_event e JOIN discrepancy d ON d.id = e.discrepancy_id
  LEFT JOIN receipt t ON t.id = e.receipt_id LEFT JOIN receipt_line n ON n.receipt_id = t.id AND n.line_id = d.line_id
  WHERE e.kind = 'counted again' AND NOT COALESCE(d.kind = 'short' AND n.sequence > 1 AND e.quantity = n.expected - n.short
    AND e.occurred_on = t.received_on AND e.person_id = t.person_id AND e.recorded_at = t.recorded_at AND e.words IS NULL, FALSE)
  ORDER BY e.id";

/// Receipts that counted what was short without telling its discrepancy.
const UNTOLD: &str = "
  SELECT t.public_id FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
  WHERE n.sequence > 1 AND NOT EXISTS (SELECT 1 FROM discrepancy_event e JOIN discrepancy d ON d.id = e.discrepancy_id
    WHERE e.kind = 'counted again' AND e.receipt_id = t.id AND d.line_id = n.line_id)
  ORDER BY n.id";

pub(super) async fn check(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    for (table, words, question) in [
        ("discrepancy", "does not follow from the receipt that it belongs to", INVENTED),
        ("discrepancy of receipt", "is missing, or stands there twice", MISSING),
        ("later count in receipt", "is missing in the discrepancy of what was short", UNTOLD),
    ] {
        let found: Option<String> = sql!(&mut *tx, |c| sqlx::query_scalar(question).fetch_optional(c))?;
        if let Some(row) = found {
            return Ok(finding(table, row, words));
        }
    }
    let recounted: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(RECOUNTED).fetch_optional(c))?;
    if let Some(id) = recounted {
        return Ok(finding("discrepancy_event", id, "does not follow from the receipt that it belongs to"));
    }
    check_events(tx, chain).await
}

#[derive(sqlx::FromRow)]
struct EventRow {
    id: i64,
    public_id: String,
    kind: String,
    person_id: i64,
    recorded_at: i64,
}

/// Every assignment, remark and settlement has its row in the chain, and every such row its event.
async fn check_events(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    let rows: Vec<EventRow> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT e.id, d.public_id, e.kind, e.person_id, e.recorded_at FROM discrepancy_event e
         JOIN discrepancy d ON d.id = e.discrepancy_id WHERE e.kind <> 'counted again' ORDER BY e.id"
    )
    .fetch_all(c))?;
    let mut recorded = recorded(chain, |c| c.entity == "discrepancy", |body| body["event"].as_i64());
    for row in rows {
        let Some((change, body)) = recorded.remove(&row.id) else {
            return Ok(finding("discrepancy_event", row.id, "has no audit row"));
        };
        let deed = if row.kind == "remark" { "remarked" } else { row.kind.as_str() };
        let now = discrepancy_event(tx, row.id).await?;
        let same = change.deed == deed
            && change.entity_key == row.public_id
            && change.person_id == Some(row.person_id)
            && change.recorded_at == row.recorded_at
            && now.as_object().into_iter().flatten().all(|(field, is)| body[field.as_str()] == *is);
        if !same {
            return Ok(finding("discrepancy_event", row.id, format!("differs from change {}", change.seq)));
        }
    }
    Ok(none_missing("discrepancy_event", recorded))
}

/// The facts of an event that a person added.
pub(crate) async fn discrepancy_event(tx: &mut Tx, event: i64) -> Result<Value> {
    type Text = Option<String>;
    type Event = (Option<i64>, Text, Text, Text, Text, Text);
    let (owner, due_on, words, settlement, settled_on, document): Event = sql!(tx, |c| sqlx::query_as(
        "SELECT owner_id, due_on, words, settlement, occurred_on, document FROM discrepancy_event WHERE id = $1"
    )
    .bind(event)
    .fetch_one(c))?;
    Ok(json!({
        "event": event, "owner": owner, "due_on": due_on, "words": words, "settlement": settlement,
        "settled_on": settled_on, "document": document,
    }))
}
