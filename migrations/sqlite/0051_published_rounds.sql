-- A past round of which nothing is known but what was published: it has no lines, and its figures enter no sum. The table of steps
-- is made anew because its check named fewer of them.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE round_step_kept AS SELECT * FROM round_step;
DROP TABLE round_step;
CREATE TABLE round_step (
  round_id INTEGER NOT NULL REFERENCES round (id),
  step TEXT NOT NULL CONSTRAINT round_step_step CHECK (step IN ('scheduled', 'dispatched', 'published', 'cancelled')),
  occurred_on TEXT, -- as stated
  reason TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (round_id, step)
) STRICT;
INSERT INTO round_step (round_id, step, occurred_on, reason, person_id, recorded_at)
SELECT round_id, step, occurred_on, reason, person_id, recorded_at FROM round_step_kept ORDER BY round_id, step;
DROP TABLE round_step_kept;
CREATE TRIGGER round_step_no_update BEFORE UPDATE ON round_step BEGIN SELECT RAISE(ABORT, 'a step of a round is never changed'); END;
CREATE TRIGGER round_step_no_delete BEFORE DELETE ON round_step BEGIN SELECT RAISE(ABORT, 'a step of a round is never deleted'); END;

-- For which components a round without lines was: a donor of one of them reads it. Of others the lines say it.
CREATE TABLE round_component (
  round_id INTEGER NOT NULL REFERENCES round (id),
  component_id INTEGER NOT NULL REFERENCES component (id),
  PRIMARY KEY (round_id, component_id)
) STRICT;
