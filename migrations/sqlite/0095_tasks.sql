-- What somebody said of a thing that waits: who looks after it, until when it is put off, that an agency was reminded. Append-only;
-- what waits is read from the records themselves, and the newest word of a kind holds.
CREATE TABLE task_mark (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CONSTRAINT task_mark_kind CHECK (kind IN ('money', 'rate', 'reopening', 'correction', 'movement', 'scan', 'sign', 'count', 'discrepancy', 'round', 'acts', 'act', 'milestone', 'warranty')),
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
CREATE INDEX task_mark_of ON task_mark (kind, subject, id);
CREATE INDEX task_mark_assignee ON task_mark (assignee_id) WHERE assignee_id IS NOT NULL;
CREATE INDEX item_warranty ON item (warranty_until) WHERE warranty_until IS NOT NULL;

CREATE TRIGGER task_mark_no_update BEFORE UPDATE ON task_mark BEGIN SELECT RAISE(ABORT, 'what was said of a task is never changed'); END;
CREATE TRIGGER task_mark_no_delete BEFORE DELETE ON task_mark BEGIN SELECT RAISE(ABORT, 'what was said of a task is never deleted'); END;
