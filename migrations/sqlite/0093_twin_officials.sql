-- One official who was recorded twice. Facts keep the record for which they were written; what it is read as stands beside it.
ALTER TABLE official ADD COLUMN as_id INTEGER REFERENCES official (id); -- itself, or the official who it is
UPDATE official SET as_id = id;
CREATE INDEX official_as ON official (as_id);

CREATE TABLE official_merger (
  id INTEGER PRIMARY KEY,
  official_id INTEGER NOT NULL REFERENCES official (id),
  into_official_id INTEGER NOT NULL REFERENCES official (id),
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT official_merger_apart CHECK (official_id <> into_official_id)
) STRICT;
CREATE INDEX official_merger_official ON official_merger (official_id);

-- They are two after all.
CREATE TABLE official_merger_withdrawal (
  merger_id INTEGER PRIMARY KEY REFERENCES official_merger (id),
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER official_merger_no_update BEFORE UPDATE ON official_merger BEGIN SELECT RAISE(ABORT, 'a merger is never changed'); END;
CREATE TRIGGER official_merger_no_delete BEFORE DELETE ON official_merger BEGIN SELECT RAISE(ABORT, 'a merger is never deleted'); END;
CREATE TRIGGER official_merger_withdrawal_no_update BEFORE UPDATE ON official_merger_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
CREATE TRIGGER official_merger_withdrawal_no_delete BEFORE DELETE ON official_merger_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never deleted'); END;
