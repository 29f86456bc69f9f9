-- Findings: what must be done about something that was found, by whom, until when.
CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  item_id INTEGER REFERENCES item (id), -- null: it is about the unit
  visit_id INTEGER REFERENCES visit (id), -- on which it was found; null: otherwise
  severity TEXT NOT NULL CONSTRAINT finding_severity CHECK (severity IN ('minor', 'serious', 'grave')),
  words TEXT NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES person (id), -- who of the staff looks after it
  due_on TEXT NOT NULL, -- a day
  closed_on TEXT, -- a day; null: it is open
  evidence TEXT, -- by what it is known that it is done
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL,
  CONSTRAINT finding_closed CHECK ((closed_on IS NULL) = (evidence IS NULL))
) STRICT;
CREATE INDEX finding_due ON finding (due_on, id);
CREATE INDEX finding_unit ON finding (unit_id);
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'a finding is closed, never deleted'); END;

-- What was done about it so far.
CREATE TABLE finding_note (
  id INTEGER PRIMARY KEY,
  finding_id INTEGER NOT NULL REFERENCES finding (id),
  words TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX finding_note_finding ON finding_note (finding_id, id);
CREATE TRIGGER finding_note_no_update BEFORE UPDATE ON finding_note BEGIN SELECT RAISE(ABORT, 'what was said of a finding is never changed'); END;
CREATE TRIGGER finding_note_no_delete BEFORE DELETE ON finding_note BEGIN SELECT RAISE(ABORT, 'what was said of a finding is never deleted'); END;
