-- What was recorded is put right or becomes different, and its history stays.

ALTER TABLE unit ADD COLUMN closed_on TEXT; -- a partial date: from then on it does not work any more

-- What became different of a unit on a day. What stands now is in the unit itself; here is what it was and what it became.
CREATE TABLE unit_change (
  id INTEGER PRIMARY KEY,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  kind TEXT NOT NULL CONSTRAINT unit_change_kind CHECK (kind IN ('working', 'closed', 'moved', 'manned')),
  changed_on TEXT NOT NULL, -- a partial date
  was TEXT, -- since and until when it worked (2018..2021), where it stood, or the codes of agencies, one a line
  became TEXT,
  reason TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX unit_change_unit ON unit_change (unit_id, id);

-- What was said of a unit in error, and why that is known. The newest of its sort alone can be taken back.
CREATE TABLE unit_change_withdrawal (
  unit_change_id INTEGER PRIMARY KEY REFERENCES unit_change (id),
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

-- How far a milestone had come on a day.
CREATE TABLE milestone_progress (
  id INTEGER PRIMARY KEY,
  milestone_id INTEGER NOT NULL REFERENCES milestone (id),
  number INTEGER NOT NULL CONSTRAINT milestone_progress_number CHECK (number >= 0),
  counted_on TEXT NOT NULL, -- a partial date
  evidence TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX milestone_progress_milestone ON milestone_progress (milestone_id, id);

-- What was wrong in the description of an item, one row for each field. The item has what is right.
CREATE TABLE item_correction (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  field TEXT NOT NULL CONSTRAINT item_correction_field CHECK (field IN ('serial', 'vin', 'chassis', 'plate', 'make', 'model')),
  was TEXT,
  became TEXT,
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX item_correction_item ON item_correction (item_id, id);
CREATE INDEX item_correction_recorded ON item_correction (recorded_at);

-- A published figure that was entered in error: it is shown to staff alone, with the reason.
CREATE TABLE quote_withdrawal (
  quote_id INTEGER PRIMARY KEY REFERENCES quote (id),
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER unit_change_no_update BEFORE UPDATE ON unit_change BEGIN SELECT RAISE(ABORT, 'a change is never changed'); END;
CREATE TRIGGER unit_change_no_delete BEFORE DELETE ON unit_change BEGIN SELECT RAISE(ABORT, 'a change is never deleted'); END;
CREATE TRIGGER unit_change_withdrawal_no_update BEFORE UPDATE ON unit_change_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
CREATE TRIGGER unit_change_withdrawal_no_delete BEFORE DELETE ON unit_change_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never deleted'); END;
CREATE TRIGGER milestone_progress_no_update BEFORE UPDATE ON milestone_progress BEGIN SELECT RAISE(ABORT, 'progress is never changed'); END;
CREATE TRIGGER milestone_progress_no_delete BEFORE DELETE ON milestone_progress BEGIN SELECT RAISE(ABORT, 'progress is never deleted'); END;
CREATE TRIGGER item_correction_no_update BEFORE UPDATE ON item_correction BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;
CREATE TRIGGER item_correction_no_delete BEFORE DELETE ON item_correction BEGIN SELECT RAISE(ABORT, 'a correction is never deleted'); END;
CREATE TRIGGER quote_withdrawal_no_update BEFORE UPDATE ON quote_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
CREATE TRIGGER quote_withdrawal_no_delete BEFORE DELETE ON quote_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never deleted'); END;
