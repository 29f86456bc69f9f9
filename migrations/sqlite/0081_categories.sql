-- What kind of thing an item is, in a tree: a category says which number its things must have.
CREATE TABLE category (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  parent_id INTEGER REFERENCES category (id), -- the wider one; none: it stands at the top
  needs TEXT NOT NULL CONSTRAINT category_needs CHECK (needs IN ('serial', 'chassis', 'engine', 'nothing')),
  instead TEXT, -- why a thing can be without that number; none: each has one
  recorded_at INTEGER NOT NULL,
  CONSTRAINT category_instead CHECK (instead IS NULL OR needs <> 'nothing'),
  CONSTRAINT category_parent CHECK (parent_id IS NULL OR parent_id <> id)
) STRICT;
CREATE INDEX category_parent ON category (parent_id);

ALTER TABLE item ADD COLUMN category_id INTEGER REFERENCES category (id);
CREATE INDEX item_category ON item (category_id);
ALTER TABLE item ADD COLUMN engine TEXT; -- never sent to donors, like its other numbers

-- The engine number of a thing can be wrong as well. SQLite changes a condition of a table only by making the table anew.
CREATE TABLE item_correction_anew (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  field TEXT NOT NULL CONSTRAINT item_correction_field CHECK (field IN ('serial', 'vin', 'chassis', 'plate', 'engine', 'make', 'model')),
  was TEXT,
  became TEXT,
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
INSERT INTO item_correction_anew (id, item_id, field, was, became, reason, person_id, recorded_at)
  SELECT id, item_id, field, was, became, reason, person_id, recorded_at FROM item_correction;
DROP TABLE item_correction;
ALTER TABLE item_correction_anew RENAME TO item_correction;
CREATE INDEX item_correction_item ON item_correction (item_id, id);
CREATE INDEX item_correction_recorded ON item_correction (recorded_at);
CREATE TRIGGER item_correction_no_update BEFORE UPDATE ON item_correction BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;
CREATE TRIGGER item_correction_no_delete BEFORE DELETE ON item_correction BEGIN SELECT RAISE(ABORT, 'a correction is never deleted'); END;
