-- What things need after the handover: checks where they stand, somebody trained, the donor's consent before they are disposed of.
ALTER TABLE category ADD COLUMN check_first INTEGER CONSTRAINT category_check_first CHECK (check_first > 0); -- months after the receipt; null: as check_every
ALTER TABLE category ADD COLUMN check_every INTEGER CONSTRAINT category_check_every CHECK (check_every > 0); -- months; null: as the wider category says
ALTER TABLE category ADD COLUMN trained INTEGER NOT NULL DEFAULT 0 CONSTRAINT category_trained CHECK (trained IN (0, 1));
ALTER TABLE category ADD COLUMN consent INTEGER NOT NULL DEFAULT 0 CONSTRAINT category_consent CHECK (consent IN (0, 1));
ALTER TABLE category ADD COLUMN questions TEXT; -- asked at each check, one a line; one that ends with = asks for a value

-- A grant can ask for checks more often than its things are checked anyway: the newest row stands.
CREATE TABLE grant_check (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  every INTEGER CONSTRAINT grant_check_every CHECK (every > 0), -- months; null: it asks for no more than the categories do
  reason TEXT NOT NULL, -- where that is written
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX grant_check_grant ON grant_check (grant_id, id);
CREATE TRIGGER grant_check_no_update BEFORE UPDATE ON grant_check BEGIN SELECT RAISE(ABORT, 'what a grant asked for is never changed'); END;
CREATE TRIGGER grant_check_no_delete BEFORE DELETE ON grant_check BEGIN SELECT RAISE(ABORT, 'what a grant asked for is never deleted'); END;

-- How somebody came to know that a thing is there.
ALTER TABLE verification ADD COLUMN method TEXT NOT NULL DEFAULT 'seen' CONSTRAINT verification_method CHECK (method IN ('seen', 'photo', 'call', 'declaration'));

-- What stands now of checks, for each reader: made anew at the start.
ALTER TABLE item_reader ADD COLUMN due_on TEXT NOT NULL DEFAULT ''; -- a day; empty: nobody has it, or nothing says when it is checked
ALTER TABLE item_reader ADD COLUMN seen_on TEXT NOT NULL DEFAULT ''; -- a partial date: of the newest check at which something of it was there
ALTER TABLE item_reader ADD COLUMN seen_how TEXT NOT NULL DEFAULT ''; -- its method
CREATE INDEX item_reader_due ON item_reader (scope, scope_id, due_on, item_id) WHERE due_on <> '';
CREATE INDEX item_reader_seen ON item_reader (scope, scope_id, seen_on, item_id) WHERE seen_on <> '';

-- What it adds up to.
CREATE TABLE check_total (
  scope TEXT NOT NULL,
  scope_id INTEGER NOT NULL,
  what TEXT NOT NULL, -- held, due, or the method by which it was seen last
  month TEXT NOT NULL, -- of the day on which it is due, or was seen; of what is held empty
  unit_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  currency TEXT NOT NULL,
  items INTEGER NOT NULL,
  value_minor INTEGER NOT NULL, -- of what was signed for
  PRIMARY KEY (scope, scope_id, what, month, unit_id, agency_id, currency)
) STRICT;

-- Checks that are late, visits, findings and declarations wait for somebody.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE task_mark_kept AS SELECT * FROM task_mark;
DROP TABLE task_mark;
CREATE TABLE task_mark (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CONSTRAINT task_mark_kind CHECK (kind IN ('money', 'rate', 'reopening', 'correction', 'movement', 'scan', 'sign', 'count', 'discrepancy', 'round', 'acts', 'act', 'milestone', 'warranty', 'question', 'check', 'visit', 'finding', 'declaration')),
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
