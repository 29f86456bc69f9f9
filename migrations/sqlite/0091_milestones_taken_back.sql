-- What was recorded of a milestone in error is taken back, and staff go on to read it.
ALTER TABLE milestone ADD COLUMN withdrawn TEXT; -- why it is none; NULL: it stands
ALTER TABLE milestone ADD COLUMN unmet TEXT; -- why it was stated as met and is not; NULL: it never was, or it is met

ALTER TABLE milestone_progress ADD COLUMN stood INTEGER; -- the number that stood before it

-- It had not come so far.
CREATE TABLE milestone_progress_withdrawal (
  progress_id INTEGER PRIMARY KEY REFERENCES milestone_progress (id),
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER milestone_progress_withdrawal_no_update BEFORE UPDATE ON milestone_progress_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
CREATE TRIGGER milestone_progress_withdrawal_no_delete BEFORE DELETE ON milestone_progress_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never deleted'); END;
