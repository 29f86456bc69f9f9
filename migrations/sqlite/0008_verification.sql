-- A dated check that an item is there, in use, and in what condition. Append-only: a later check does not replace an
-- earlier one.
CREATE TABLE verification (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  checked_on TEXT NOT NULL, -- partial date, as stated
  finding TEXT NOT NULL CONSTRAINT verification_finding CHECK (finding IN ('in use', 'in store', 'not seen')),
  seen INTEGER NOT NULL CONSTRAINT verification_seen CHECK (seen >= 0 AND (finding = 'not seen') = (seen = 0)),
  condition TEXT CONSTRAINT verification_condition CHECK (condition IN ('new', 'good', 'fair', 'damaged', 'unserviceable')),
  joint INTEGER NOT NULL CONSTRAINT verification_joint CHECK (joint IN (0, 1)), -- together with the donor's embassy
  note TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX verification_item ON verification (item_id);

CREATE TRIGGER verification_no_update BEFORE UPDATE ON verification BEGIN SELECT RAISE(ABORT, 'a verification is never changed'); END;
CREATE TRIGGER verification_no_delete BEFORE DELETE ON verification BEGIN SELECT RAISE(ABORT, 'a verification is never deleted'); END;
