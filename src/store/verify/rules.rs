//! What follows from facts, and what the rules let happen: each as a question for the first row that does not agree.

use super::{Checked, finding};
use crate::{Result, Tx, db::sql, receipts::stands};

/// (table, what is wrong with the row, the question)
const RULES: &[(&str, &str, &str)] = &[
    ("round", "was held on another day than its dispatch says", HELD_ON),
    ("custody_event", "does not follow from the dispatch or the receipt that it belongs to", EVENT_INVENTED),
    ("custody_event of line", "is missing, or stands there twice", EVENT_UNEVEN),
    ("unit", "is read as another one than the mergers say", UNIT_READ_AS),
    ("agency", "is read as another one than the mergers say", AGENCY_READ_AS),
    ("movement", "and its custody event do not belong together", MOVEMENT_UNLIKE),
    ("grant_donor", "is read by others than its publication says", GRANT_READ_BY),
    ("receipt", "is not the next version of the one that it corrects", VERSION_UNLIKE),
    ("receipt", "was corrected late, and staff did not agree to that", CORRECTION_UNASKED),
    ("receipt_correction", "is not what was agreed to", CORRECTION_UNLIKE),
    ("line", "does not balance: counted and still expected do not make what was sent", UNBALANCED),
    ("line", "does not balance: received and in the unit's custody differ", NOT_IN_CUSTODY),
    ("discrepancy", "does not follow from the receipt that it belongs to", DISCREPANCY_INVENTED),
    ("discrepancy of receipt", "is missing, or stands there twice", DISCREPANCY_MISSING),
    ("later count in receipt", "is missing in the discrepancy of what was short", RECOUNT_UNTOLD),
    ("discrepancy_event", "does not follow from the receipt that it belongs to", RECOUNT_INVENTED),
    ("item", "has funding shares that do not make a whole", SHARES_OF_ITEM),
    ("funding_change", "stands in a history with gaps", SHARES_GAPS),
    ("funding_change", "has shares that do not make a whole", SHARES_OF_CHANGE),
    ("funding_change", "is not how the item was entered", SHARES_ENTERED),
    ("funding_share", "differs from the newest change", SHARES_NEWEST),
    ("act_signature", "cannot have been given so", SIGNATURE_IMPOSSIBLE),
    ("act_scan", "was confirmed, but a signature on it is missing", SIGNATURE_UNCOUNTED),
    ("mandate_document", "has no page", MANDATE_WITHOUT_PAGE),
    ("seizure_case", "was not carried over from a seizure", CASE_FROM_NOWHERE),
    ("case_stage", "was not carried over from a seizure", STAGE_FROM_NOWHERE),
    ("case_stage", "was seized by nobody and nobody was held", STAGE_EMPTY),
    ("appearance", "was not carried over from the text of its grant", CARRIED_FROM_NOWHERE),
    ("activity_state", "does not follow what it was before, or what it is now", STATE_GAPS),
    ("activity_funding", "has shares that do not make a whole, or parts that are not its cost", ACTIVITY_SHARES),
    ("act", "has no version", ACT_WITHOUT_VERSION),
    ("act_clauses", "does not follow the version before it", CLAUSES_GAPS),
    ("money_event", "does not follow the number before it", MONEY_GAPS),
    ("money_event", "names a rate that says something else, or did not apply", MONEY_RATE),
    ("money_event", "is not the exact opposite of the approved event that it takes back", MONEY_TAKES_BACK),
    ("money_event", "is taken back twice", MONEY_TAKEN_BACK_TWICE),
    ("money_decision", "was approved by the person who entered the event", MONEY_ONE_PERSON),
    ("fx_rate_decision", "was approved by who entered the rate", RATE_ONE_PERSON),
    ("period_reopening_decision", "was approved by who asked for it", REOPENING_ONE_PERSON),
];

pub(super) async fn check(tx: &mut Tx) -> Result<Checked<()>> {
    for (table, words, question) in RULES {
        let found: Option<String> = sql!(&mut *tx, |c| sqlx::query_scalar(*question).fetch_optional(c))?;
        if let Some(row) = found {
            return Ok(finding(table, row, *words));
        }
    }
    Ok(Ok(()))
}

const GRANT_READ_BY: &str = "
  SELECT g.code FROM grant_donor d JOIN grant_agreement g ON g.id = d.grant_id
  LEFT JOIN grant_publication p ON p.grant_id = d.grant_id
    AND NOT EXISTS (SELECT 1 FROM grant_publication n WHERE n.grant_id = p.grant_id AND n.id > p.id)
  WHERE d.reader_id <> CASE WHEN p.published = 1 THEN -(d.grant_id * 100000 + d.donor_id) ELSE d.donor_id END
  ORDER BY g.code LIMIT 1";

const ACTIVITY_SHARES: &str = "
  SELECT a.code FROM activity_funding f JOIN activity a ON a.id = f.activity_id
  JOIN (SELECT s.funding_id, SUM(s.ppm) AS ppm, SUM(s.value_minor) AS minor, COUNT(s.value_minor) AS parts, COUNT(*) AS number
    FROM activity_funding_share s GROUP BY s.funding_id) p ON p.funding_id = f.id
  WHERE p.ppm <> 1000000 OR COALESCE(p.minor, -1) <> COALESCE(f.cost_minor, -1)
    OR p.parts <> CASE WHEN f.cost_minor IS NULL THEN 0 ELSE p.number END ORDER BY f.id LIMIT 1";

/// Each state begins where the one before ended, and the newest is what the activity is now.
const STATE_GAPS: &str = "
  SELECT a.code FROM activity_state s JOIN activity a ON a.id = s.activity_id
  WHERE s.state <> COALESCE((SELECT n.was FROM activity_state n WHERE n.activity_id = s.activity_id AND n.id > s.id
    ORDER BY n.id LIMIT 1), a.state) ORDER BY s.id LIMIT 1";

/// By the merger that stands, and what the other one is read as itself.
const UNIT_READ_AS: &str = "
  SELECT t.code FROM unit t LEFT JOIN merger m ON m.unit_id = t.id
    AND NOT EXISTS (SELECT 1 FROM merger_withdrawal w WHERE w.merger_id = m.id)
  LEFT JOIN unit s ON s.id = m.into_unit_id WHERE COALESCE(t.as_id, 0) <> COALESCE(s.as_id, t.id) ORDER BY t.id LIMIT 1";

/// By the merger that stands, and what the other one is read as itself.
const AGENCY_READ_AS: &str = "
  SELECT t.code FROM agency t LEFT JOIN merger m ON m.agency_id = t.id
    AND NOT EXISTS (SELECT 1 FROM merger_withdrawal w WHERE w.merger_id = m.id)
  LEFT JOIN agency s ON s.id = m.into_agency_id WHERE COALESCE(t.as_id, 0) <> COALESCE(s.as_id, t.id) ORDER BY t.id LIMIT 1";

const HELD_ON: &str = "
  SELECT r.code FROM round r LEFT JOIN round_step s ON s.round_id = r.id AND s.step IN ('dispatched', 'published')
  WHERE COALESCE(r.held_on, '') <> COALESCE(s.occurred_on, '') ORDER BY r.id LIMIT 1";

/// Corrected versions of another round, in another order, or with other lines than the one before.
const VERSION_UNLIKE: &str = "
  SELECT t.public_id FROM receipt t LEFT JOIN receipt o ON o.id = t.supersedes_id
  WHERE t.supersedes_id IS NOT NULL AND NOT COALESCE(o.round_id = t.round_id AND o.agency_id = t.agency_id AND o.id < t.id
    AND o.recorded_at <= t.recorded_at AND t.first_id = COALESCE(o.first_id, o.id)
    AND (SELECT COUNT(*) FROM receipt_line n WHERE n.receipt_id = t.id) = (SELECT COUNT(*) FROM receipt_line m WHERE m.receipt_id = o.id)
    AND NOT EXISTS (SELECT 1 FROM receipt_line n WHERE n.receipt_id = t.id AND NOT EXISTS (SELECT 1 FROM receipt_line m
      WHERE m.receipt_id = o.id AND m.line_id = n.line_id AND m.sequence = n.sequence AND m.expected = n.expected)), FALSE)
  ORDER BY t.id LIMIT 1";

/// Half an hour is 1,800,000 ms.
const CORRECTION_UNASKED: &str = "
  SELECT t.public_id FROM receipt t JOIN receipt f ON f.id = t.first_id
  WHERE t.recorded_at >= f.recorded_at + 1800000
    AND NOT EXISTS (SELECT 1 FROM receipt_correction_answer a WHERE a.receipt_id = t.id)
  ORDER BY t.id LIMIT 1";

/// Agreed corrections whose receipt says something else, or is another's.
const CORRECTION_UNLIKE: &str = "
  SELECT c.public_id FROM receipt_correction c JOIN receipt_correction_answer a ON a.correction_id = c.id
  LEFT JOIN receipt t ON t.id = a.receipt_id
  WHERE a.kind = 'agreed' AND NOT COALESCE(t.supersedes_id = c.receipt_id AND t.person_id = c.person_id
    AND t.received_on = c.received_on AND COALESCE(t.remark, '') = COALESCE(c.remark, '') AND t.recorded_at = a.recorded_at
    AND NOT EXISTS (SELECT 1 FROM receipt_correction_line x WHERE x.correction_id = c.id AND NOT EXISTS (
      SELECT 1 FROM receipt_line n WHERE n.receipt_id = t.id AND n.line_id = x.line_id AND n.expected = x.expected
        AND n.received = x.received AND n.short = x.short AND n.damaged = x.damaged AND n.refused = x.refused
        AND n.surplus = x.surplus AND n.condition = x.condition AND COALESCE(n.remark, '') = COALESCE(x.remark, '')
        AND COALESCE(n.serial_found, '') = COALESCE(x.serial_found, '') AND COALESCE(n.missing, '') = COALESCE(x.missing, '')))
    AND NOT EXISTS (SELECT 1 FROM receipt_correction_photo x WHERE x.correction_id = c.id AND (x.place IS NULL) = EXISTS (
      SELECT 1 FROM receipt_photo f JOIN receipt_line n ON n.id = f.receipt_line_id
      WHERE n.receipt_id = t.id AND n.line_id = x.line_id AND f.sha256 = x.sha256)), FALSE)
  ORDER BY c.id LIMIT 1";

/// What stands: no correction took it back.
const UNBALANCED: &str = concat!(
    "
  SELECT CAST(l.id AS TEXT) FROM line l
  WHERE l.quantity <> l.outstanding
    + COALESCE((SELECT SUM(n.received + n.damaged + n.refused) FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
        WHERE n.line_id = l.id AND ",
    stands!(),
    "), 0)
  ORDER BY l.id LIMIT 1"
);

/// The events are counted once for all lines: looked for line by line, without an index, they are read as often as there are
/// lines.
const NOT_IN_CUSTODY: &str = concat!(
    "
  SELECT CAST(l.id AS TEXT) FROM line l
  LEFT JOIN (SELECT x.line_id, SUM(x.quantity) AS accepted FROM custody_event x JOIN receipt t ON t.id = x.receipt_id
    WHERE x.holder = 'unit' AND ",
    stands!(),
    " GROUP BY x.line_id) e ON e.line_id = l.id
  WHERE COALESCE((SELECT SUM(n.received) FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
      WHERE n.line_id = l.id AND ",
    stands!(),
    "), 0) <> COALESCE(e.accepted, 0)
  ORDER BY l.id LIMIT 1"
);

/// Events that say something else than their dispatch or their receipt.
const EVENT_INVENTED: &str = "
  SELECT CAST(e.id AS TEXT) FROM custody_event e JOIN line l ON l.id = e.line_id
  LEFT JOIN round_step s ON s.round_id = l.round_id AND s.step = 'dispatched'
  LEFT JOIN receipt t ON t.id = e.receipt_id
  LEFT JOIN receipt_line n ON n.receipt_id = e.receipt_id AND n.line_id = e.line_id
  WHERE e.item_id <> l.item_id OR e.unit_id <> l.unit_id OR NOT COALESCE(
    CASE WHEN e.holder = 'transit'
      THEN e.receipt_id IS NULL AND e.quantity = l.quantity AND e.occurred_on = s.occurred_on AND e.recorded_at = s.recorded_at
      ELSE e.quantity = n.received AND e.occurred_on = t.received_on AND e.recorded_at = t.recorded_at END, FALSE)
  ORDER BY e.id LIMIT 1";

/// Lines with too few or too many events: one for the dispatch, one for every count that received something.
const EVENT_UNEVEN: &str = "
  SELECT CAST(l.id AS TEXT) FROM line l
  LEFT JOIN (SELECT line_id, SUM(CASE WHEN holder = 'transit' THEN 1 ELSE 0 END) AS sent,
      SUM(CASE WHEN holder = 'unit' THEN 1 ELSE 0 END) AS accepted FROM custody_event GROUP BY line_id) e ON e.line_id = l.id
  WHERE COALESCE(e.sent, 0) <> (SELECT COUNT(*) FROM round_step s WHERE s.round_id = l.round_id AND s.step = 'dispatched')
    OR COALESCE(e.accepted, 0) <> (SELECT COUNT(*) FROM receipt_line n WHERE n.line_id = l.id AND n.received > 0)
  ORDER BY l.id LIMIT 1";

/// Movements that everybody has confirmed without their event, and events without such a movement or unlike it.
const MOVEMENT_UNLIKE: &str = "
  SELECT m.public_id FROM movement m LEFT JOIN custody_event e ON e.movement_id = m.id
  WHERE (e.id IS NOT NULL) <> (
      NOT EXISTS (SELECT 1 FROM movement_answer a WHERE a.movement_id = m.id AND a.kind IN ('refused', 'withdrawn', 'ended'))
      AND EXISTS (SELECT 1 FROM movement_answer a WHERE a.movement_id = m.id
        AND a.kind = CASE WHEN m.kind = 'reassignment' THEN 'receiving' ELSE 'programme' END)
      AND (m.kind <> 'reassignment' OR EXISTS (SELECT 1 FROM movement_answer a WHERE a.movement_id = m.id AND a.kind = 'giving'))
      AND (m.kind <> 'reassignment' OR m.giver_agency_id = m.agency_id
        OR EXISTS (SELECT 1 FROM movement_answer a WHERE a.movement_id = m.id AND a.kind = 'programme')))
    OR (e.id IS NOT NULL AND NOT COALESCE(e.item_id = m.item_id AND e.quantity = m.quantity AND e.giver = m.giver
      AND e.holder = m.holder AND COALESCE(e.giver_unit_id, 0) = COALESCE(m.giver_unit_id, 0)
      AND COALESCE(e.giver_agency_id, 0) = COALESCE(m.giver_agency_id, 0) AND COALESCE(e.unit_id, 0) = COALESCE(m.unit_id, 0)
      AND COALESCE(e.agency_id, 0) = COALESCE(m.agency_id, 0), FALSE))
  ORDER BY m.id LIMIT 1";

/// Discrepancies that say something else than the count that they come from.
const DISCREPANCY_INVENTED: &str = "
  SELECT d.public_id FROM discrepancy d
  LEFT JOIN receipt_line n ON n.id = d.receipt_line_id LEFT JOIN receipt t ON t.id = n.receipt_id
  WHERE NOT COALESCE(d.line_id = n.line_id AND d.recorded_at = t.recorded_at
    AND COALESCE(d.first_id, 0) = COALESCE(CASE WHEN t.first_id IS NULL THEN NULL ELSE (SELECT MIN(o.id) FROM discrepancy o
      JOIN receipt_line m ON m.id = o.receipt_line_id WHERE o.line_id = d.line_id AND o.kind = d.kind AND m.sequence = n.sequence
        AND o.id < d.id) END, 0)
    AND d.public_id = t.public_id || '-' || CAST((SELECT COUNT(*) FROM receipt_line m WHERE m.receipt_id = n.receipt_id AND m.id <= n.id) AS TEXT)
      || '-' || REPLACE(d.kind, ' ', '-')
    AND CASE d.kind WHEN 'short' THEN n.sequence = 1 AND d.quantity = n.short WHEN 'surplus' THEN d.quantity = n.surplus
      WHEN 'damaged' THEN d.quantity = n.damaged WHEN 'refused' THEN d.quantity = n.refused
      ELSE n.serial_found IS NOT NULL AND d.quantity = n.received END, FALSE)
  ORDER BY d.id LIMIT 1";

/// Receipts with a count that differs and has no discrepancy.
const DISCREPANCY_MISSING: &str = "
  SELECT t.public_id FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
  WHERE (CASE WHEN n.sequence = 1 AND n.short > 0 THEN 1 ELSE 0 END) + (CASE WHEN n.surplus > 0 THEN 1 ELSE 0 END)
      + (CASE WHEN n.damaged > 0 THEN 1 ELSE 0 END) + (CASE WHEN n.refused > 0 THEN 1 ELSE 0 END)
      + (CASE WHEN n.serial_found IS NOT NULL AND n.received > 0 THEN 1 ELSE 0 END)
    <> (SELECT COUNT(*) FROM discrepancy d WHERE d.receipt_line_id = n.id)
  ORDER BY n.id LIMIT 1";

/// Receipts that counted what was short without telling its discrepancy.
const RECOUNT_UNTOLD: &str = "
  SELECT t.public_id FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
  WHERE n.sequence > 1 AND NOT EXISTS (SELECT 1 FROM discrepancy_event e JOIN discrepancy d ON d.id = e.discrepancy_id
    WHERE e.kind = 'counted again' AND e.receipt_id = t.id AND d.line_id = n.line_id)
  ORDER BY n.id LIMIT 1";

/// Counts of what was short that say something else than the later receipt.
const RECOUNT_INVENTED: &str = "
  SELECT CAST(e.id AS TEXT) FROM discrepancy_event e JOIN discrepancy d ON d.id = e.discrepancy_id
  LEFT JOIN receipt t ON t.id = e.receipt_id LEFT JOIN receipt_line n ON n.receipt_id = t.id AND n.line_id = d.line_id
  WHERE e.kind = 'counted again' AND NOT COALESCE(d.kind = 'short' AND d.first_id IS NULL AND n.sequence > 1 AND e.quantity = n.expected - n.short
    AND e.occurred_on = t.received_on AND e.person_id = t.person_id AND e.recorded_at = t.recorded_at AND e.words IS NULL, FALSE)
  ORDER BY e.id LIMIT 1";

const SHARES_OF_ITEM: &str = "
  SELECT i.tag FROM item i LEFT JOIN funding_share f ON f.item_id = i.id GROUP BY i.id, i.tag, i.value_minor
  HAVING COALESCE(SUM(f.ppm), 0) <> 1000000 OR COALESCE(SUM(f.value_minor), 0) <> i.value_minor ORDER BY i.id LIMIT 1";

const SHARES_GAPS: &str = "
  SELECT i.tag || '/' || CAST(h.number AS TEXT) FROM funding_change h JOIN item i ON i.id = h.item_id
  WHERE h.number <> (SELECT COUNT(*) FROM funding_change b WHERE b.item_id = h.item_id AND b.number <= h.number)
    OR NOT EXISTS (SELECT 1 FROM funding_change s WHERE s.item_id = h.item_id AND s.number = 2)
  ORDER BY h.item_id, h.number LIMIT 1";

const SHARES_OF_CHANGE: &str = "
  SELECT i.tag || '/' || CAST(h.number AS TEXT) FROM funding_change h JOIN item i ON i.id = h.item_id
  LEFT JOIN funding_change_share v ON v.change_id = h.id GROUP BY h.id, i.tag, h.number, i.value_minor
  HAVING COALESCE(SUM(v.ppm), 0) <> 1000000 OR COALESCE(SUM(v.value_minor), 0) <> i.value_minor ORDER BY h.id LIMIT 1";

/// The first entry was written together with the second and has no audit row of its own; its shares are those of the line.
const SHARES_ENTERED: &str = "
  SELECT i.tag || '/1' FROM funding_change h JOIN item i ON i.id = h.item_id
  LEFT JOIN funding_change s ON s.item_id = h.item_id AND s.number = 2
  WHERE h.number = 1 AND NOT COALESCE(h.reason = 'As entered with the item' AND h.person_id = s.person_id
    AND h.recorded_at = s.recorded_at AND h.effective_on = (SELECT MIN(p.occurred_on) FROM line l
      JOIN round_step p ON p.round_id = l.round_id AND p.step = 'dispatched' WHERE l.item_id = i.id), FALSE)
  ORDER BY h.item_id LIMIT 1";

/// Of the entries of one day the later one is the newest.
const SHARES_NEWEST: &str = "
  SELECT i.tag FROM item i JOIN funding_change h ON h.item_id = i.id
  WHERE NOT EXISTS (SELECT 1 FROM funding_change o WHERE o.item_id = i.id
      AND (o.effective_on > h.effective_on OR (o.effective_on = h.effective_on AND o.number > h.number)))
    AND ((SELECT COUNT(*) FROM funding_share f WHERE f.item_id = i.id)
        <> (SELECT COUNT(*) FROM funding_change_share v WHERE v.change_id = h.id)
      OR EXISTS (SELECT 1 FROM funding_share f WHERE f.item_id = i.id AND NOT EXISTS (SELECT 1 FROM funding_change_share v
        WHERE v.change_id = h.id AND v.grant_id = f.grant_id AND v.ppm = f.ppm AND v.value_minor = f.value_minor)))
  ORDER BY i.id LIMIT 1";

/// Signatures that say something else than the rules let happen: under another content, out of order, on a scan that was
/// not confirmed or does not name them, with a link to another place, or before their version was issued.
const SIGNATURE_IMPOSSIBLE: &str = "
  SELECT a.number || ' version ' || CAST(v.version AS TEXT) || ' place ' || CAST(g.position + 1 AS TEXT)
  FROM act_signature g JOIN act_version v ON v.id = g.act_version_id JOIN act a ON a.id = v.act_id
  WHERE g.hash <> v.hash OR g.signed_at < v.recorded_at
    OR g.position <> (SELECT COUNT(*) FROM act_signature e WHERE e.act_version_id = g.act_version_id AND e.id < g.id)
    OR (g.link_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM signing_link k WHERE k.id = g.link_id
      AND k.act_version_id = g.act_version_id AND k.position = g.position AND g.signed_at < k.expires_at
      AND EXISTS (SELECT 1 FROM signing_link_event e WHERE e.link_id = k.id AND e.kind = 'opened' AND e.recorded_at <= g.signed_at)))
    OR (g.scan_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM act_scan c JOIN act_scan_decision d ON d.scan_id = c.id
      JOIN act_scan_signer s ON s.scan_id = c.id AND s.position = g.position
      WHERE c.id = g.scan_id AND c.act_version_id = g.act_version_id AND d.decision = 'confirmed' AND d.person_id = g.person_id
        AND d.recorded_at = g.signed_at AND d.person_id <> c.person_id))
  ORDER BY g.id LIMIT 1";

const SIGNATURE_UNCOUNTED: &str = "
  SELECT c.public_id FROM act_scan c JOIN act_scan_decision d ON d.scan_id = c.id JOIN act_scan_signer s ON s.scan_id = c.id
  WHERE d.decision = 'confirmed' AND NOT EXISTS (SELECT 1 FROM act_signature g WHERE g.scan_id = c.id AND g.position = s.position)
  ORDER BY c.id LIMIT 1";

/// Mandates without their document: the terms and the acts name it. (That its files are there is looked at with all files.)
const MANDATE_WITHOUT_PAGE: &str = "
  SELECT d.public_id FROM mandate_document d
  WHERE NOT EXISTS (SELECT 1 FROM mandate_page p WHERE p.document_id = d.id) ORDER BY d.id LIMIT 1";

const ACT_WITHOUT_VERSION: &str = "
  SELECT a.number FROM act a WHERE NOT EXISTS (SELECT 1 FROM act_version v WHERE v.act_id = a.id) ORDER BY a.number LIMIT 1";

const CLAUSES_GAPS: &str = "
  SELECT CAST(c.version AS TEXT) FROM act_clauses c
  WHERE c.version <> (SELECT COUNT(*) FROM act_clauses b WHERE b.version <= c.version) ORDER BY c.version LIMIT 1";

const MONEY_GAPS: &str = "
  SELECT g.code || '/' || CAST(n.number AS TEXT) FROM (SELECT e.grant_id, e.number,
    ROW_NUMBER() OVER (PARTITION BY e.grant_id ORDER BY e.number) AS place FROM money_event e) n
  JOIN grant_agreement g ON g.id = n.grant_id WHERE n.number <> n.place ORDER BY n.grant_id, n.number LIMIT 1";

const MONEY_RATE: &str = "
  SELECT g.code || '/' || CAST(e.number AS TEXT) FROM money_event e JOIN grant_agreement g ON g.id = e.grant_id
  LEFT JOIN fx_rate r ON r.id = e.rate_id
  WHERE e.rate_id IS NOT NULL AND NOT COALESCE(r.units_per_usd = e.rate AND r.source = e.rate_source AND r.currency = e.currency
    AND r.effective_on = e.rate_effective_on AND r.effective_on <= e.value_date, FALSE)
  ORDER BY e.id LIMIT 1";

/// What it takes back is an approved event of the same grant, which is no reversal itself.
const MONEY_TAKES_BACK: &str = "
  SELECT g.code || '/' || CAST(e.number AS TEXT) FROM money_event e JOIN grant_agreement g ON g.id = e.grant_id
  LEFT JOIN money_event o ON o.id = e.reverses_id LEFT JOIN money_decision d ON d.event_id = o.id
  WHERE e.reverses_id IS NOT NULL AND NOT COALESCE(o.grant_id = e.grant_id AND o.reverses_id IS NULL AND d.decision = 'approved'
    AND o.kind = e.kind AND o.currency = e.currency AND o.minor = -e.minor
    AND COALESCE(o.booked_cents, 0) = -COALESCE(e.booked_cents, 0) AND COALESCE(o.rate_id, 0) = COALESCE(e.rate_id, 0)
    AND COALESCE(o.rate, '') = COALESCE(e.rate, '') AND COALESCE(o.rate_source, '') = COALESCE(e.rate_source, '')
    AND COALESCE(o.rate_effective_on, '') = COALESCE(e.rate_effective_on, '')
    AND COALESCE(o.rate_note, '') = COALESCE(e.rate_note, '') AND COALESCE(o.donor_id, 0) = COALESCE(e.donor_id, 0)
    AND COALESCE(o.phase_id, 0) = COALESCE(e.phase_id, 0) AND COALESCE(o.budget_line_id, 0) = COALESCE(e.budget_line_id, 0)
    AND COALESCE(o.from_budget_line_id, 0) = COALESCE(e.from_budget_line_id, 0), FALSE)
  ORDER BY e.id LIMIT 1";

const MONEY_TAKEN_BACK_TWICE: &str = "
  SELECT g.code || '/' || CAST(o.number AS TEXT) FROM money_event o JOIN grant_agreement g ON g.id = o.grant_id
  WHERE o.id IN (SELECT e.reverses_id FROM money_event e LEFT JOIN money_decision d ON d.event_id = e.id
    WHERE e.reverses_id IS NOT NULL AND COALESCE(d.decision, '') <> 'rejected' GROUP BY e.reverses_id HAVING COUNT(*) > 1)
  ORDER BY o.id LIMIT 1";

const MONEY_ONE_PERSON: &str = "
  SELECT g.code || '/' || CAST(e.number AS TEXT) FROM money_decision d JOIN money_event e ON e.id = d.event_id
  JOIN grant_agreement g ON g.id = e.grant_id WHERE d.decision = 'approved' AND d.person_id = e.person_id ORDER BY e.id LIMIT 1";

const RATE_ONE_PERSON: &str = "
  SELECT CAST(d.rate_id AS TEXT) FROM fx_rate_decision d JOIN fx_rate r ON r.id = d.rate_id
  WHERE d.decision = 'approved' AND d.person_id = r.person_id ORDER BY d.rate_id LIMIT 1";

const REOPENING_ONE_PERSON: &str = "
  SELECT CAST(d.reopening_id AS TEXT) FROM period_reopening_decision d JOIN period_reopening r ON r.id = d.reopening_id
  WHERE d.decision = 'approved' AND d.person_id = r.person_id ORDER BY d.reopening_id LIMIT 1";

/// Whoever signed stood in a text of the grant before; the chain has that text. Quotation marks are written otherwise there.
const CARRIED_FROM_NOWHERE: &str = "
  SELECT CAST(a.id AS TEXT) FROM appearance a LEFT JOIN grant_agreement g ON g.id = a.grant_id
  WHERE a.person_id IS NULL AND (a.official_id IS NOT NULL OR a.withdrawn IS NOT NULL OR NOT EXISTS (SELECT 1 FROM change c
    WHERE c.entity = 'grant' AND c.entity_key = g.code
      AND c.body LIKE '%' || REPLACE(REPLACE(a.post, '\"', '%'), '\\', '%') || '%'))
  ORDER BY a.id LIMIT 1";

/// A seizure of an earlier portal is told by the chain, with its mass and its place.
const CASE_FROM_NOWHERE: &str = "
  SELECT z.code FROM seizure_case z WHERE z.person_id IS NULL AND (z.code <> 'SEIZURE-' || CAST(z.id AS TEXT)
    OR z.withdrawn IS NOT NULL OR z.case_at IS NOT NULL OR z.handed_to IS NOT NULL OR z.prosecuted IS NOT NULL
    OR z.note IS NOT NULL OR NOT EXISTS (SELECT 1 FROM change c
      WHERE c.entity = 'seizure' AND c.entity_key = CAST(z.id AS TEXT)
        AND c.body LIKE '%' || REPLACE(REPLACE(z.title, '\"', '%'), '\\', '%') || '%'))
  ORDER BY z.id LIMIT 1";
const STAGE_FROM_NOWHERE: &str = "
  SELECT CAST(s.id AS TEXT) FROM case_stage s WHERE s.person_id IS NULL AND (s.case_id <> s.id OR s.number <> 1
    OR s.withdrawn IS NOT NULL OR NOT EXISTS (SELECT 1 FROM change c
      WHERE c.entity = 'seizure' AND c.entity_key = CAST(s.id AS TEXT) AND c.body LIKE
        '%\"grams\":' || CAST((SELECT SUM(x.amount) FROM seized x WHERE x.stage_id = s.id) AS TEXT) || '%'))
  ORDER BY s.id LIMIT 1";
const STAGE_EMPTY: &str = "
  SELECT CAST(s.id AS TEXT) FROM case_stage s WHERE NOT EXISTS (SELECT 1 FROM seized x WHERE x.stage_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM held_people h WHERE h.stage_id = s.id) ORDER BY s.id LIMIT 1";
