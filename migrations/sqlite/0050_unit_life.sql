-- The life of a unit: planned, announced, working, closed, each with its date, how exactly it is known, and its source. Offices,
-- centres and port control units are units as well. Both tables are made anew because their checks named fewer kinds.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE unit_kept AS SELECT * FROM unit;
DROP TABLE unit;
CREATE TABLE unit (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CONSTRAINT unit_kind CHECK (kind IN ('IMT', 'OCT', 'BLO', 'PCU', 'SITUATION-CENTRE', 'OFFICE', 'TRAINING-CENTRE')),
  base TEXT, -- the town
  crossing TEXT, -- the border crossing of a liaison office: an exact post, never sent to donors
  border TEXT, -- UZ–TJ
  since TEXT, -- working since
  planned TEXT, -- planned for, while not known to work
  name_ru TEXT, -- as acts print it; without one the English name
  name_uz TEXT,
  place_ru TEXT,
  place_uz TEXT,
  closed_on TEXT, -- a partial date: from then on it does not work any more
  since_by INTEGER NOT NULL DEFAULT 0 CONSTRAINT unit_since_by CHECK (since_by IN (0, 1)), -- it began to work some time until `since`
  announced_on TEXT, -- a partial date
  country TEXT -- ISO 3166
) STRICT;
INSERT INTO unit (id, code, kind, base, crossing, border, since, planned, name_ru, name_uz, place_ru, place_uz, closed_on)
SELECT id, code, kind, base, crossing, border, since, planned, name_ru, name_uz, place_ru, place_uz, closed_on FROM unit_kept ORDER BY id;
DROP TABLE unit_kept;

CREATE TEMP TABLE unit_change_kept AS SELECT * FROM unit_change;
DROP TABLE unit_change;
CREATE TABLE unit_change (
  id INTEGER PRIMARY KEY,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  kind TEXT NOT NULL CONSTRAINT unit_change_kind CHECK (kind IN ('planned', 'announced', 'working', 'closed', 'moved', 'manned')),
  changed_on TEXT NOT NULL, -- a partial date
  was TEXT, -- for when it was planned, when it was announced, when it worked (2018..2021), where it stood, or codes of agencies
  became TEXT,
  reason TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  by_then INTEGER NOT NULL DEFAULT 0 CONSTRAINT unit_change_by_then CHECK (by_then IN (0, 1)), -- it had happened by that date
  source_id INTEGER REFERENCES source (id)
) STRICT;
INSERT INTO unit_change (id, unit_id, kind, changed_on, was, became, reason, person_id, recorded_at)
SELECT id, unit_id, kind, changed_on, was, became, reason, person_id, recorded_at FROM unit_change_kept ORDER BY id;
DROP TABLE unit_change_kept;
CREATE INDEX unit_change_unit ON unit_change (unit_id, id);
CREATE TRIGGER unit_change_no_update BEFORE UPDATE ON unit_change BEGIN SELECT RAISE(ABORT, 'a change is never changed'); END;
CREATE TRIGGER unit_change_no_delete BEFORE DELETE ON unit_change BEGIN SELECT RAISE(ABORT, 'a change is never deleted'); END;
