-- Twins: two records of one thing. Facts keep the record for which they were written; what it is read as stands beside it.

ALTER TABLE unit ADD COLUMN as_id INTEGER REFERENCES unit (id); -- itself, or the unit that it is a twin of
UPDATE unit SET as_id = id;
CREATE INDEX unit_as ON unit (as_id);
ALTER TABLE agency ADD COLUMN as_id INTEGER REFERENCES agency (id); -- itself, or the agency that it is a twin of
UPDATE agency SET as_id = id;
CREATE INDEX agency_as ON agency (as_id);

-- Two records were one thing all along: from then on the one is read as the other.
CREATE TABLE merger (
  id INTEGER PRIMARY KEY,
  unit_id INTEGER REFERENCES unit (id),
  into_unit_id INTEGER REFERENCES unit (id),
  agency_id INTEGER REFERENCES agency (id),
  into_agency_id INTEGER REFERENCES agency (id),
  taken TEXT, -- what the unit that stays did not have itself, a line each: `alias …`, `area …`, `agency …`
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT merger_of CHECK ((unit_id IS NULL) = (into_unit_id IS NULL) AND (agency_id IS NULL) = (into_agency_id IS NULL)
    AND (unit_id IS NULL) <> (agency_id IS NULL)),
  CONSTRAINT merger_apart CHECK (COALESCE(unit_id <> into_unit_id, agency_id <> into_agency_id))
) STRICT;
CREATE INDEX merger_unit ON merger (unit_id);
CREATE INDEX merger_agency ON merger (agency_id);

-- They are two after all.
CREATE TABLE merger_withdrawal (
  merger_id INTEGER PRIMARY KEY REFERENCES merger (id),
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER merger_no_update BEFORE UPDATE ON merger BEGIN SELECT RAISE(ABORT, 'a merger is never changed'); END;
CREATE TRIGGER merger_no_delete BEFORE DELETE ON merger BEGIN SELECT RAISE(ABORT, 'a merger is never deleted'); END;
CREATE TRIGGER merger_withdrawal_no_update BEFORE UPDATE ON merger_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
CREATE TRIGGER merger_withdrawal_no_delete BEFORE DELETE ON merger_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never deleted'); END;
