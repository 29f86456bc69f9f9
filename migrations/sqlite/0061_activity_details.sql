-- What an activity consists of, what it showed, what came of it, what it cost, and which donors it is shared with.
ALTER TABLE activity ADD COLUMN qualifies_for TEXT; -- kinds of equipment, one a line

-- In the order of their numbers.
CREATE TABLE activity_session (
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id),
  title TEXT NOT NULL,
  held_on TEXT, -- a partial date
  participations INTEGER -- null: not recorded
) STRICT;
CREATE INDEX activity_session_activity ON activity_session (activity_id, id);

-- The same test before and after.
CREATE TABLE activity_test (
  activity_id INTEGER PRIMARY KEY REFERENCES activity (id),
  title TEXT NOT NULL,
  out_of INTEGER NOT NULL CONSTRAINT activity_test_out_of CHECK (out_of > 0), -- the highest mark
  before_average INTEGER, -- in hundredths of a mark
  before_tested INTEGER, -- how many; null: not recorded
  after_average INTEGER,
  after_tested INTEGER
) STRICT;

-- What somebody found half a year later. Another one is another row.
CREATE TABLE activity_follow_up (
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id),
  done_on TEXT NOT NULL, -- a partial date
  asked INTEGER, -- persons; null: not recorded
  applying INTEGER, -- how many of them use what they learned
  finding TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_follow_up_activity ON activity_follow_up (activity_id, id);

-- What it cost and who paid for it: the newest row stands, earlier ones say what was known before.
CREATE TABLE activity_funding (
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id),
  cost_minor INTEGER CONSTRAINT activity_funding_cost CHECK (cost_minor >= 0), -- minor units; null: not known
  currency TEXT,
  reason TEXT, -- why it is other than before
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT activity_funding_currency CHECK ((cost_minor IS NULL) = (currency IS NULL))
) STRICT;
CREATE INDEX activity_funding_activity ON activity_funding (activity_id, id);

CREATE TABLE activity_funding_share (
  funding_id INTEGER NOT NULL REFERENCES activity_funding (id),
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  ppm INTEGER NOT NULL CONSTRAINT activity_funding_share_ppm CHECK (ppm > 0), -- parts per million; those of a row make a whole
  value_minor INTEGER, -- its part of the cost, by largest remainder; null: the cost is not known
  PRIMARY KEY (funding_id, grant_id)
) STRICT;
CREATE INDEX activity_funding_share_grant ON activity_funding_share (grant_id, funding_id);

-- A donor reads it although no grant of its own pays for it.
CREATE TABLE activity_release (
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id),
  donor_id INTEGER NOT NULL REFERENCES donor (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_release_activity ON activity_release (activity_id, donor_id);

CREATE TABLE activity_release_end (
  release_id INTEGER PRIMARY KEY REFERENCES activity_release (id),
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER activity_follow_up_no_update BEFORE UPDATE ON activity_follow_up BEGIN SELECT RAISE(ABORT, 'a follow-up is never changed'); END;
CREATE TRIGGER activity_follow_up_no_delete BEFORE DELETE ON activity_follow_up BEGIN SELECT RAISE(ABORT, 'a follow-up is never deleted'); END;
CREATE TRIGGER activity_funding_no_update BEFORE UPDATE ON activity_funding BEGIN SELECT RAISE(ABORT, 'what was known of a cost is never changed'); END;
CREATE TRIGGER activity_funding_no_delete BEFORE DELETE ON activity_funding BEGIN SELECT RAISE(ABORT, 'what was known of a cost is never deleted'); END;
CREATE TRIGGER activity_funding_share_no_update BEFORE UPDATE ON activity_funding_share BEGIN SELECT RAISE(ABORT, 'what was known of a share is never changed'); END;
CREATE TRIGGER activity_funding_share_no_delete BEFORE DELETE ON activity_funding_share BEGIN SELECT RAISE(ABORT, 'what was known of a share is never deleted'); END;
CREATE TRIGGER activity_release_no_update BEFORE UPDATE ON activity_release BEGIN SELECT RAISE(ABORT, 'a release is never changed'); END;
CREATE TRIGGER activity_release_no_delete BEFORE DELETE ON activity_release BEGIN SELECT RAISE(ABORT, 'a release is never deleted'); END;
CREATE TRIGGER activity_release_end_no_update BEFORE UPDATE ON activity_release_end BEGIN SELECT RAISE(ABORT, 'the end of a release is never changed'); END;
CREATE TRIGGER activity_release_end_no_delete BEFORE DELETE ON activity_release_end BEGIN SELECT RAISE(ABORT, 'the end of a release is never deleted'); END;
