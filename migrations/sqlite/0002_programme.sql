-- What the programme is made of: sources, components, phases, milestones, units.
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL
) STRICT;

CREATE TABLE programme (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  sub_programme TEXT,
  source_id INTEGER REFERENCES source (id)
) STRICT;

CREATE TABLE component (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  programme_id INTEGER REFERENCES programme (id)
) STRICT;

CREATE TABLE component_country (
  component_id INTEGER NOT NULL REFERENCES component (id),
  country TEXT NOT NULL,
  PRIMARY KEY (component_id, country)
) STRICT;

CREATE TABLE component_agency (
  component_id INTEGER NOT NULL REFERENCES component (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  PRIMARY KEY (component_id, agency_id)
) STRICT;

CREATE TABLE phase (
  id INTEGER PRIMARY KEY,
  component_id INTEGER NOT NULL REFERENCES component (id),
  number INTEGER NOT NULL,
  note TEXT,
  planned_from TEXT, -- partial dates: 2019-09-25, 2016-09 or 2018
  planned_until TEXT,
  actual_from TEXT,
  actual_until TEXT,
  UNIQUE (component_id, number)
) STRICT;

CREATE TABLE milestone (
  id INTEGER PRIMARY KEY,
  phase_id INTEGER NOT NULL REFERENCES phase (id),
  title TEXT NOT NULL,
  due_on TEXT,
  met_on TEXT,
  met_by INTEGER NOT NULL DEFAULT 0 CONSTRAINT milestone_met_by CHECK (met_by IN (0, 1)), -- met some time until met_on
  target INTEGER,
  actual INTEGER,
  evidence TEXT,
  source_id INTEGER REFERENCES source (id),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX milestone_phase ON milestone (phase_id);

CREATE TABLE unit (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CONSTRAINT unit_kind CHECK (kind IN ('IMT', 'BLO', 'OCT')),
  base TEXT, -- the town
  crossing TEXT, -- the border crossing of a liaison office: an exact post, never sent to donors
  border TEXT, -- UZ–TJ
  since TEXT, -- working since
  planned TEXT -- planned for, while not known to work
) STRICT;

CREATE TABLE unit_alias (
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  alias TEXT NOT NULL,
  PRIMARY KEY (unit_id, alias)
) STRICT;

CREATE TABLE unit_area (
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  area TEXT NOT NULL, -- a region answered for
  PRIMARY KEY (unit_id, area)
) STRICT;

-- The agencies that man a unit.
CREATE TABLE unit_agency (
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  PRIMARY KEY (unit_id, agency_id)
) STRICT;
