//! Discrepancies follow from receipts, like custody: no row of the audit chain of their own, `portal verify` compares.

use crate::{Result, Tx, db::touch};

/// One for each count that differs (of a correction: the same matter as that of the first version which differed so), and one for a thing that has another number than was sent. What is short in the second and later counts of a line was short in the first.
const OPEN: &str = "
  INSERT INTO discrepancy (public_id, line_id, receipt_line_id, kind, quantity, recorded_at, first_id)
  SELECT t.public_id || '-' || CAST((SELECT COUNT(*) FROM receipt_line m WHERE m.receipt_id = n.receipt_id AND m.id <= n.id) AS TEXT)
      || '-' || REPLACE(k.kind, ' ', '-'), n.line_id, n.id, k.kind,
    CASE k.kind WHEN 'short' THEN n.short WHEN 'surplus' THEN n.surplus WHEN 'damaged' THEN n.damaged WHEN 'refused' THEN n.refused
      ELSE n.received END, t.recorded_at,
    CASE WHEN t.first_id IS NULL THEN NULL ELSE (SELECT MIN(o.id) FROM discrepancy o JOIN receipt_line m ON m.id = o.receipt_line_id
      WHERE o.line_id = n.line_id AND o.kind = k.kind AND m.sequence = n.sequence) END
  FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
  CROSS JOIN (SELECT 'short' AS kind UNION ALL SELECT 'surplus' UNION ALL SELECT 'damaged' UNION ALL SELECT 'refused'
    UNION ALL SELECT 'wrong serial') k
  WHERE t.id = $1 AND CASE k.kind WHEN 'short' THEN CASE WHEN n.sequence = 1 THEN n.short ELSE 0 END WHEN 'surplus' THEN n.surplus
    WHEN 'damaged' THEN n.damaged WHEN 'refused' THEN n.refused ELSE CASE WHEN n.serial_found IS NULL THEN 0 ELSE n.received END END > 0
  ORDER BY n.id, k.kind";

/// What was short and is counted by this receipt: so many are accounted for now (received, or a discrepancy of their own).
const COUNT_AGAIN: &str = "
  INSERT INTO discrepancy_event (discrepancy_id, kind, receipt_id, quantity, occurred_on, person_id, recorded_at)
  SELECT d.id, 'counted again', t.id, n.expected - n.short, t.received_on, t.person_id, t.recorded_at
  FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id JOIN discrepancy d ON d.line_id = n.line_id AND d.kind = 'short' AND d.first_id IS NULL
  WHERE t.id = $1 AND n.sequence > 1 ORDER BY n.id";

/// Opens the discrepancies of a receipt, and takes what it found off earlier shortages. (Migration 0011 holds the same two
/// statements for the receipts that were there before it, of which none has another number.)
pub(crate) async fn open(tx: &mut Tx, receipt: i64) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query(OPEN).bind(receipt).execute(c))?;
    touch!(tx, |c| sqlx::query(COUNT_AGAIN).bind(receipt).execute(c))?;
    Ok(())
}
