-- What a donor asks about a figure that it read, and what staff answer. Neither is ever changed: a better answer is another one.
CREATE TABLE question (
  id INTEGER PRIMARY KEY,
  donor_id INTEGER NOT NULL REFERENCES donor (id),
  grant_id INTEGER REFERENCES grant_agreement (id), -- without: about something that is of no grant alone
  figure TEXT NOT NULL, -- as it was read
  address TEXT NOT NULL, -- the page with its filter
  figure_day TEXT NOT NULL, -- the day whose figure it is
  words TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX question_donor ON question (donor_id, id);
CREATE INDEX question_grant ON question (grant_id, id);

CREATE TABLE question_answer (
  id INTEGER PRIMARY KEY,
  question_id INTEGER NOT NULL REFERENCES question (id),
  words TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX question_answer_question ON question_answer (question_id, id);

-- Who of the staff looks after a grant: the newest row stands.
CREATE TABLE grant_owner (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  owner_id INTEGER REFERENCES person (id), -- none: nobody any more
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX grant_owner_grant ON grant_owner (grant_id, id);

-- Staff tell the donors of a planned handover, which they do not read before it is dispatched otherwise.
CREATE TABLE round_announcement (
  id INTEGER PRIMARY KEY,
  round_id INTEGER NOT NULL REFERENCES round (id),
  words TEXT NOT NULL, -- what the embassies are told: a title without places
  day TEXT NOT NULL,
  withdrawn INTEGER NOT NULL CONSTRAINT round_announcement_withdrawn CHECK (withdrawn IN (0, 1)), -- 1: it takes back what was announced
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX round_announcement_round ON round_announcement (round_id, id);

CREATE TRIGGER question_no_update BEFORE UPDATE ON question BEGIN SELECT RAISE(ABORT, 'a question is never changed'); END;
CREATE TRIGGER question_no_delete BEFORE DELETE ON question BEGIN SELECT RAISE(ABORT, 'a question is never deleted'); END;
CREATE TRIGGER question_answer_no_update BEFORE UPDATE ON question_answer BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END;
CREATE TRIGGER question_answer_no_delete BEFORE DELETE ON question_answer BEGIN SELECT RAISE(ABORT, 'an answer is never deleted'); END;
CREATE TRIGGER grant_owner_no_update BEFORE UPDATE ON grant_owner BEGIN SELECT RAISE(ABORT, 'an owner is never changed'); END;
CREATE TRIGGER grant_owner_no_delete BEFORE DELETE ON grant_owner BEGIN SELECT RAISE(ABORT, 'an owner is never deleted'); END;
CREATE TRIGGER round_announcement_no_update BEFORE UPDATE ON round_announcement BEGIN SELECT RAISE(ABORT, 'an announcement is never changed'); END;
CREATE TRIGGER round_announcement_no_delete BEFORE DELETE ON round_announcement BEGIN SELECT RAISE(ABORT, 'an announcement is never deleted'); END;

-- People are told of it: both tables are made anew with more kinds.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE notice_kept AS SELECT * FROM notice;
DROP TABLE notice;
CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CONSTRAINT notice_kind CHECK (kind IN ('to receive', 'waiting', 'correction', 'discrepancy due', 'act signed', 'document superseded', 'question', 'answer', 'handover planned', 'loss reported')),
  subject TEXT NOT NULL, -- codes and dates only: it is mailed
  href TEXT NOT NULL,
  key TEXT NOT NULL, -- what it is about, so that nobody is told twice
  in_portal INTEGER NOT NULL CONSTRAINT notice_in_portal CHECK (in_portal IN (0, 1)), -- listed in the portal, not only mailed
  created_at INTEGER NOT NULL,
  UNIQUE (person_id, key)
) STRICT;
INSERT INTO notice (id, person_id, kind, subject, href, key, in_portal, created_at)
SELECT id, person_id, kind, subject, href, key, in_portal, created_at FROM notice_kept ORDER BY id;
DROP TABLE notice_kept;
CREATE INDEX notice_person ON notice (person_id, created_at, id);

CREATE TEMP TABLE notice_preference_kept AS SELECT * FROM notice_preference;
DROP TABLE notice_preference;
CREATE TABLE notice_preference (
  person_id INTEGER NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CONSTRAINT notice_preference_kind CHECK (kind IN ('to receive', 'waiting', 'correction', 'discrepancy due', 'act signed', 'document superseded', 'question', 'answer', 'handover planned', 'loss reported')),
  in_portal INTEGER NOT NULL CONSTRAINT notice_preference_in_portal CHECK (in_portal IN (0, 1)),
  by_email INTEGER NOT NULL CONSTRAINT notice_preference_by_email CHECK (by_email IN (0, 1)),
  PRIMARY KEY (person_id, kind)
) STRICT;
INSERT INTO notice_preference (person_id, kind, in_portal, by_email)
SELECT person_id, kind, in_portal, by_email FROM notice_preference_kept ORDER BY person_id, kind;
DROP TABLE notice_preference_kept;

-- A donor's question is a task.
CREATE TEMP TABLE task_mark_kept AS SELECT * FROM task_mark;
DROP TABLE task_mark;
CREATE TABLE task_mark (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CONSTRAINT task_mark_kind CHECK (kind IN ('money', 'rate', 'reopening', 'correction', 'movement', 'scan', 'sign', 'count', 'discrepancy', 'round', 'acts', 'act', 'milestone', 'warranty', 'question')),
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
