-- The papers of a thing, and what was done to it. Append-only: what was wrong is taken back by a row that says why.
CREATE TABLE item_paper (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  kind TEXT NOT NULL CONSTRAINT item_paper_kind CHECK (kind IN ('registration', 'insurance', 'inspection', 'customs', 'calibration', 'permit', 'other')),
  number TEXT,
  issuer TEXT,
  issued_on TEXT, -- a partial date
  valid_until TEXT, -- the last day on which it is valid
  remark TEXT, -- of a row that takes back: why
  takes_back_id INTEGER UNIQUE REFERENCES item_paper (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT item_paper_parts CHECK (takes_back_id IS NULL
    OR (number IS NULL AND issuer IS NULL AND issued_on IS NULL AND valid_until IS NULL AND remark IS NOT NULL))
) STRICT;
CREATE INDEX item_paper_item ON item_paper (item_id, kind);
CREATE INDEX item_paper_until ON item_paper (valid_until) WHERE valid_until IS NOT NULL;

CREATE TABLE item_work (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  kind TEXT NOT NULL CONSTRAINT item_work_kind CHECK (kind IN ('service', 'repair', 'accident', 'calibration')),
  done_on TEXT, -- a partial date; none of a row that takes back
  km INTEGER CONSTRAINT item_work_km CHECK (km >= 0), -- what the odometer showed
  what TEXT NOT NULL, -- of a row that takes back: why
  workshop TEXT,
  cost_minor INTEGER CONSTRAINT item_work_cost CHECK (cost_minor >= 0), -- minor units; never money of a grant
  cost_currency TEXT,
  next_on TEXT, -- the day on which the next of its kind is due
  next_km INTEGER CONSTRAINT item_work_next CHECK (next_km > 0), -- or the kilometres
  takes_back_id INTEGER UNIQUE REFERENCES item_work (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT item_work_parts CHECK ((takes_back_id IS NULL) = (done_on IS NOT NULL) AND (cost_minor IS NULL) = (cost_currency IS NULL))
) STRICT;
CREATE INDEX item_work_item ON item_work (item_id, kind, done_on);
CREATE INDEX item_work_next_on ON item_work (next_on) WHERE next_on IS NOT NULL;
CREATE INDEX item_work_next_km ON item_work (item_id) WHERE next_km IS NOT NULL;

CREATE TRIGGER item_paper_no_update BEFORE UPDATE ON item_paper BEGIN SELECT RAISE(ABORT, 'a paper is never changed'); END;
CREATE TRIGGER item_paper_no_delete BEFORE DELETE ON item_paper BEGIN SELECT RAISE(ABORT, 'a paper is never deleted'); END;
CREATE TRIGGER item_work_no_update BEFORE UPDATE ON item_work BEGIN SELECT RAISE(ABORT, 'work is never changed'); END;
CREATE TRIGGER item_work_no_delete BEFORE DELETE ON item_work BEGIN SELECT RAISE(ABORT, 'work is never deleted'); END;

-- Two more kinds of tasks: the table is made anew.
CREATE TEMP TABLE task_mark_kept AS SELECT * FROM task_mark;
DROP TABLE task_mark;
CREATE TABLE task_mark (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CONSTRAINT task_mark_kind CHECK (kind IN ('money', 'rate', 'reopening', 'correction', 'movement', 'scan', 'sign', 'count', 'discrepancy', 'round', 'acts', 'act', 'milestone', 'warranty', 'question', 'check', 'visit', 'finding', 'declaration', 'paper', 'service')),
  subject TEXT NOT NULL, -- how its address names what waits
  about TEXT NOT NULL, -- what waited, in words
  deed TEXT NOT NULL CONSTRAINT task_mark_deed CHECK (deed IN ('assigned', 'put off', 'brought back', 'reminded')),
  assignee_id INTEGER REFERENCES person (id), -- assigned; empty: to nobody any more
  until_on TEXT, -- put off: the day on which it comes back
  reason TEXT, -- put off
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT task_mark_parts CHECK ((assignee_id IS NULL OR deed = 'assigned') AND (deed = 'put off') = (until_on IS NOT NULL)
    AND (deed = 'put off') = (reason IS NOT NULL))
) STRICT;
INSERT INTO task_mark (id, kind, subject, about, deed, assignee_id, until_on, reason, person_id, recorded_at)
SELECT id, kind, subject, about, deed, assignee_id, until_on, reason, person_id, recorded_at FROM task_mark_kept ORDER BY id;
DROP TABLE task_mark_kept;
CREATE INDEX task_mark_of ON task_mark (kind, subject, id);
CREATE INDEX task_mark_assignee ON task_mark (assignee_id) WHERE assignee_id IS NOT NULL;
CREATE TRIGGER task_mark_no_update BEFORE UPDATE ON task_mark BEGIN SELECT RAISE(ABORT, 'what was said of a task is never changed'); END;
CREATE TRIGGER task_mark_no_delete BEFORE DELETE ON task_mark BEGIN SELECT RAISE(ABORT, 'what was said of a task is never deleted'); END;
