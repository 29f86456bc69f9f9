-- Units of which only the number is published, and equipment of which only its kind is.
CREATE TABLE unit_group (
  id INTEGER PRIMARY KEY,
  component_id INTEGER REFERENCES component (id), -- null: of none
  kind TEXT NOT NULL CONSTRAINT unit_group_kind CHECK (kind IN ('IMT', 'OCT', 'BLO', 'PCU', 'SITUATION-CENTRE', 'OFFICE', 'TRAINING-CENTRE')),
  borders TEXT, -- one a line, as those of units: UZ–TJ
  as_of TEXT, -- a partial date
  planned INTEGER CONSTRAINT unit_group_planned CHECK (planned > 0), -- null: not published
  established INTEGER CONSTRAINT unit_group_established CHECK (established >= 0), -- null: not published
  note TEXT,
  source_id INTEGER NOT NULL REFERENCES source (id),
  withdrawn TEXT, -- why it is wrong; from then on staff alone read it
  person_id INTEGER NOT NULL REFERENCES person (id),
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL,
  CONSTRAINT unit_group_says CHECK (planned IS NOT NULL OR established IS NOT NULL OR note IS NOT NULL)
) STRICT;
CREATE INDEX unit_group_component ON unit_group (component_id);

CREATE TABLE unit_equipment (
  id INTEGER PRIMARY KEY,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  things TEXT NOT NULL, -- one a line; how many of each is not published
  also TEXT, -- "premises renovated"
  as_of TEXT, -- a partial date
  source_id INTEGER NOT NULL REFERENCES source (id),
  withdrawn TEXT, -- why it is wrong; from then on staff alone read it
  person_id INTEGER NOT NULL REFERENCES person (id),
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX unit_equipment_unit ON unit_equipment (unit_id);
