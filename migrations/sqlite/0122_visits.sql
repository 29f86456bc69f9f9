-- Visits: planned inspections of what units have, with the list of what is to be looked at.
CREATE TABLE visit (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  planned_on TEXT NOT NULL, -- a day
  team TEXT, -- one a line
  donor_id INTEGER REFERENCES donor (id), -- the embassy that joins it; null: none
  sample TEXT NOT NULL CONSTRAINT visit_sample CHECK (sample IN ('all', 'due', 'random')),
  size INTEGER CONSTRAINT visit_size CHECK (size > 0), -- of a random sample
  seed INTEGER, -- by which it was drawn
  note TEXT,
  state TEXT NOT NULL CONSTRAINT visit_state CHECK (state IN ('planned', 'closed', 'cancelled')),
  held_on TEXT, -- a day: of a visit that is closed
  reason TEXT, -- of one that is cancelled
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL,
  CONSTRAINT visit_random CHECK ((sample = 'random') = (size IS NOT NULL) AND (size IS NULL) = (seed IS NULL)),
  CONSTRAINT visit_closed CHECK ((state = 'closed') = (held_on IS NOT NULL)),
  CONSTRAINT visit_cancelled CHECK ((state = 'cancelled') = (reason IS NOT NULL))
) STRICT;
CREATE INDEX visit_planned ON visit (planned_on, id);
CREATE TABLE visit_unit (
  visit_id INTEGER NOT NULL REFERENCES visit (id),
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  PRIMARY KEY (visit_id, unit_id)
) STRICT;

-- What is expected where: drawn when the visit was planned.
CREATE TABLE visit_item (
  id INTEGER PRIMARY KEY,
  visit_id INTEGER NOT NULL REFERENCES visit (id),
  item_id INTEGER NOT NULL REFERENCES item (id),
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  expected INTEGER NOT NULL CONSTRAINT visit_item_expected CHECK (expected > 0),
  UNIQUE (visit_id, item_id, unit_id)
) STRICT;
CREATE TRIGGER visit_item_no_update BEFORE UPDATE ON visit_item BEGIN SELECT RAISE(ABORT, 'what a visit expects is never changed'); END;
CREATE TRIGGER visit_item_no_delete BEFORE DELETE ON visit_item BEGIN SELECT RAISE(ABORT, 'what a visit expects is never deleted'); END;

-- A thing that was looked at, expected or not: its check is a fact of the thing. A later one of the same thing stands.
CREATE TABLE visit_look (
  id INTEGER PRIMARY KEY,
  visit_id INTEGER NOT NULL REFERENCES visit (id),
  visit_item_id INTEGER REFERENCES visit_item (id), -- null: it was found and not expected
  verification_id INTEGER NOT NULL UNIQUE REFERENCES verification (id),
  unused_since TEXT, -- a partial date: not in use since then
  unused_because TEXT,
  missing INTEGER NOT NULL CONSTRAINT visit_look_missing CHECK (missing IN (0, 1)) -- nobody looked at it until the visit was closed
) STRICT;
CREATE INDEX visit_look_visit ON visit_look (visit_id, visit_item_id, id);
CREATE TRIGGER visit_look_no_update BEFORE UPDATE ON visit_look BEGIN SELECT RAISE(ABORT, 'what was looked at is never changed'); END;
CREATE TRIGGER visit_look_no_delete BEFORE DELETE ON visit_look BEGIN SELECT RAISE(ABORT, 'what was looked at is never deleted'); END;

CREATE TABLE visit_answer (
  look_id INTEGER NOT NULL REFERENCES visit_look (id),
  number INTEGER NOT NULL, -- its place in the checklist
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (look_id, number)
) STRICT;
CREATE TRIGGER visit_answer_no_update BEFORE UPDATE ON visit_answer BEGIN SELECT RAISE(ABORT, 'an answer of a checklist is never changed'); END;
CREATE TRIGGER visit_answer_no_delete BEFORE DELETE ON visit_answer BEGIN SELECT RAISE(ABORT, 'an answer of a checklist is never deleted'); END;

-- What was found that no list has.
CREATE TABLE visit_find (
  id INTEGER PRIMARY KEY,
  visit_id INTEGER NOT NULL REFERENCES visit (id),
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  words TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX visit_find_visit ON visit_find (visit_id, id);
CREATE TRIGGER visit_find_no_update BEFORE UPDATE ON visit_find BEGIN SELECT RAISE(ABORT, 'what was found is never changed'); END;
CREATE TRIGGER visit_find_no_delete BEFORE DELETE ON visit_find BEGIN SELECT RAISE(ABORT, 'what was found is never deleted'); END;
