-- What did not arrive whole. A shortage is one discrepancy from the first count of its line on; later counts are events of
-- it. Owner, due date and settlement are events as well; the state follows from them.
CREATE TABLE discrepancy (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE, -- receipt, place of the line in it, kind
  line_id INTEGER NOT NULL REFERENCES line (id),
  receipt_line_id INTEGER NOT NULL REFERENCES receipt_line (id),
  kind TEXT NOT NULL CONSTRAINT discrepancy_kind CHECK (kind IN ('short', 'surplus', 'damaged', 'wrong serial', 'refused')),
  quantity INTEGER NOT NULL CONSTRAINT discrepancy_quantity CHECK (quantity > 0),
  recorded_at INTEGER NOT NULL,
  UNIQUE (receipt_line_id, kind)
) STRICT;
CREATE INDEX discrepancy_line ON discrepancy (line_id);

CREATE TABLE discrepancy_event (
  id INTEGER PRIMARY KEY,
  discrepancy_id INTEGER NOT NULL REFERENCES discrepancy (id),
  kind TEXT NOT NULL CONSTRAINT discrepancy_event_kind CHECK (kind IN ('assigned', 'remark', 'counted again', 'settled')),
  owner_id INTEGER REFERENCES person (id), -- assigned
  due_on TEXT, -- assigned: a day
  words TEXT, -- the remark; the reason of a settlement
  receipt_id INTEGER REFERENCES receipt (id), -- counted again: the later receipt
  quantity INTEGER, -- counted again: no longer short after it
  settlement TEXT CONSTRAINT discrepancy_event_settlement CHECK (settlement IN ('replacement', 'claim', 'write-off', 'found', 'accepted as is')),
  occurred_on TEXT, -- settled, counted again: as stated
  document TEXT, -- settled: the decision or the paper that it rests on
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT discrepancy_event_parts CHECK (
    (kind = 'assigned') = (owner_id IS NOT NULL) AND (kind = 'assigned') = (due_on IS NOT NULL)
    AND (kind = 'counted again') = (receipt_id IS NOT NULL) AND (kind = 'counted again') = (quantity IS NOT NULL)
    AND (kind = 'settled') = (settlement IS NOT NULL) AND (kind IN ('settled', 'counted again')) = (occurred_on IS NOT NULL)
    AND (words IS NOT NULL OR kind IN ('assigned', 'counted again'))
    AND (document IS NULL OR kind = 'settled')
  ),
  CONSTRAINT discrepancy_event_write_off CHECK (settlement IS NULL OR settlement <> 'write-off' OR document IS NOT NULL)
) STRICT;
CREATE INDEX discrepancy_event_discrepancy ON discrepancy_event (discrepancy_id);
-- Settled once, counted once by each receipt.
CREATE UNIQUE INDEX discrepancy_event_settled ON discrepancy_event (discrepancy_id) WHERE kind = 'settled';
CREATE UNIQUE INDEX discrepancy_event_receipt ON discrepancy_event (discrepancy_id, receipt_id) WHERE kind = 'counted again';

-- The receipts that are there already; `store::discrepancies::open` does the same for every new one.
INSERT INTO discrepancy (public_id, line_id, receipt_line_id, kind, quantity, recorded_at)
SELECT t.public_id || '-' || CAST((SELECT COUNT(*) FROM receipt_line m WHERE m.receipt_id = n.receipt_id AND m.id <= n.id) AS TEXT)
    || '-' || k.kind, n.line_id, n.id, k.kind,
  CASE k.kind WHEN 'short' THEN n.short WHEN 'surplus' THEN n.surplus WHEN 'damaged' THEN n.damaged ELSE n.refused END, t.recorded_at
FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
CROSS JOIN (SELECT 'short' AS kind UNION ALL SELECT 'surplus' UNION ALL SELECT 'damaged' UNION ALL SELECT 'refused') k
WHERE CASE k.kind WHEN 'short' THEN CASE WHEN n.sequence = 1 THEN n.short ELSE 0 END WHEN 'surplus' THEN n.surplus
  WHEN 'damaged' THEN n.damaged ELSE n.refused END > 0
ORDER BY n.id, k.kind;

INSERT INTO discrepancy_event (discrepancy_id, kind, receipt_id, quantity, occurred_on, person_id, recorded_at)
SELECT d.id, 'counted again', t.id, n.expected - n.short, t.received_on, t.person_id, t.recorded_at
FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id JOIN discrepancy d ON d.line_id = n.line_id AND d.kind = 'short'
WHERE n.sequence > 1 ORDER BY n.id;

CREATE TRIGGER discrepancy_no_update BEFORE UPDATE ON discrepancy BEGIN SELECT RAISE(ABORT, 'a discrepancy is never changed'); END;
CREATE TRIGGER discrepancy_no_delete BEFORE DELETE ON discrepancy BEGIN SELECT RAISE(ABORT, 'a discrepancy is never deleted'); END;
CREATE TRIGGER discrepancy_event_no_update BEFORE UPDATE ON discrepancy_event BEGIN SELECT RAISE(ABORT, 'an event of a discrepancy is never changed'); END;
CREATE TRIGGER discrepancy_event_no_delete BEFORE DELETE ON discrepancy_event BEGIN SELECT RAISE(ABORT, 'an event of a discrepancy is never deleted'); END;
