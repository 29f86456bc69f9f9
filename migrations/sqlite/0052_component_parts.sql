-- Who takes part in a component, as what, and through which office: donors, whatever agreement there is or is not, and agencies.
CREATE TABLE component_part (
  id INTEGER PRIMARY KEY,
  component_id INTEGER NOT NULL REFERENCES component (id),
  phase_id INTEGER REFERENCES phase (id), -- null: in all of it
  donor_id INTEGER REFERENCES donor (id),
  agency_id INTEGER REFERENCES agency (id),
  office TEXT, -- through which office of theirs
  part TEXT, -- "main donor", "financial backtracking of significant cases"
  source_id INTEGER REFERENCES source (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT component_part_who CHECK ((donor_id IS NULL) <> (agency_id IS NULL))
) STRICT;
CREATE INDEX component_part_component ON component_part (component_id);
CREATE INDEX component_part_donor ON component_part (donor_id);
CREATE INDEX component_part_agency ON component_part (agency_id);

-- A part that was recorded in error.
CREATE TABLE component_part_withdrawal (
  component_part_id INTEGER PRIMARY KEY REFERENCES component_part (id),
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER component_part_no_update BEFORE UPDATE ON component_part BEGIN SELECT RAISE(ABORT, 'a part in a component is never changed'); END;
CREATE TRIGGER component_part_no_delete BEFORE DELETE ON component_part BEGIN SELECT RAISE(ABORT, 'a part in a component is never deleted'); END;
CREATE TRIGGER component_part_withdrawal_no_update BEFORE UPDATE ON component_part_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
CREATE TRIGGER component_part_withdrawal_no_delete BEFORE DELETE ON component_part_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never deleted'); END;

-- What a contribution buys, and what its donors are called: "main" donors whose shares are not published.
ALTER TABLE grant_agreement ADD COLUMN buys TEXT;
ALTER TABLE grant_agreement ADD COLUMN donors_are TEXT;
