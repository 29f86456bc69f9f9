-- The audit chain: one row for every change, written in the transaction of the change. Each row holds the hash of the
-- one before; `portal verify` recomputes them all. Rows name people by id only, never by name.
CREATE TABLE change (
  seq INTEGER PRIMARY KEY,
  recorded_at INTEGER NOT NULL,
  person_id INTEGER, -- null: the command line
  deed TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_key TEXT NOT NULL,
  body TEXT NOT NULL, -- canonical JSON: the facts as they are after the change
  prev TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX change_entity ON change (entity, entity_key);

CREATE TRIGGER change_no_update BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'the audit chain is never changed'); END;
CREATE TRIGGER change_no_delete BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'the audit chain is never deleted'); END;
CREATE TRIGGER change_in_order BEFORE INSERT ON change
WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM change)
  OR NEW.prev IS NOT COALESCE((SELECT hash FROM change ORDER BY seq DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'the audit chain continues at its end'); END;
