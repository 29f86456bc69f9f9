//! Custody follows from dispatches and receipts, and from nothing else.

use super::{Checked, finding};
use crate::{Result, Tx, db::sql};

/// Events that say something else than their dispatch or their receipt.
const INVENTED: &str = "
  SELECT e.id FROM custody_event e JOIN line l ON l.id = e.line_id
  LEFT JOIN round_step s ON s.round_id = l.round_id AND s.step = 'dispatched'
  LEFT JOIN receipt t ON t.id = e.receipt_id
  LEFT JOIN receipt_line n ON n.receipt_id = e.receipt_id AND n.line_id = e.line_id
  WHERE e.item_id <> l.item_id OR e.unit_id <> l.unit_id OR NOT COALESCE(
    CASE WHEN e.holder = 'transit'
      THEN e.receipt_id IS NULL AND e.quantity = l.quantity AND e.occurred_on = s.occurred_on AND e.recorded_at = s.recorded_at
      ELSE e.quantity = n.received AND e.occurred_on = t.received_on AND e.recorded_at = t.recorded_at END, FALSE)
  ORDER BY e.id";

/// Lines with too few or too many events: one for the dispatch, one for every count that received something.
const UNEVEN: &str = "
  SELECT l.id FROM line l
  WHERE (SELECT COUNT(*) FROM custody_event e WHERE e.line_id = l.id AND e.holder = 'transit')
      <> (SELECT COUNT(*) FROM round_step s WHERE s.round_id = l.round_id AND s.step = 'dispatched')
    OR (SELECT COUNT(*) FROM custody_event e WHERE e.line_id = l.id AND e.holder = 'unit')
      <> (SELECT COUNT(*) FROM receipt_line n WHERE n.line_id = l.id AND n.received > 0)
  ORDER BY l.id";

pub(super) async fn check(tx: &mut Tx) -> Result<Checked<()>> {
    let invented: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(INVENTED).fetch_optional(c))?;
    if let Some(id) = invented {
        return Ok(finding("custody_event", id, "does not follow from the dispatch or the receipt that it belongs to"));
    }
    let uneven: Option<i64> = sql!(tx, |c| sqlx::query_scalar(UNEVEN).fetch_optional(c))?;
    if let Some(line) = uneven {
        return Ok(finding("custody_event", format!("of line {line}"), "is missing, or stands there twice"));
    }
    Ok(Ok(()))
}
