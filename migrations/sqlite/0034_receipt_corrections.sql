-- Later than half an hour after it was signed, a receipt is corrected with a reason and when staff agree.
CREATE TABLE receipt_correction (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE, -- 128 random bits; the id in addresses
  receipt_id INTEGER NOT NULL REFERENCES receipt (id), -- the version that is wrong
  received_on TEXT NOT NULL, -- what is right
  remark TEXT,
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX receipt_correction_receipt ON receipt_correction (receipt_id);

-- The counts that become different; all others stay.
CREATE TABLE receipt_correction_line (
  id INTEGER PRIMARY KEY,
  correction_id INTEGER NOT NULL REFERENCES receipt_correction (id),
  line_id INTEGER NOT NULL REFERENCES line (id),
  expected INTEGER NOT NULL,
  received INTEGER NOT NULL,
  short INTEGER NOT NULL,
  damaged INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  surplus INTEGER NOT NULL,
  condition TEXT NOT NULL CONSTRAINT receipt_correction_line_condition CHECK (condition IN ('new', 'good', 'fair', 'damaged', 'unserviceable')),
  remark TEXT,
  serial_found TEXT,
  missing TEXT, -- accessories that are not there, one a line
  UNIQUE (correction_id, line_id),
  CONSTRAINT receipt_correction_line_sum CHECK (received + short + damaged + refused = expected),
  CONSTRAINT receipt_correction_line_positive CHECK (received >= 0 AND short >= 0 AND damaged >= 0 AND refused >= 0 AND surplus >= 0)
) STRICT;

-- One answer for each request: of staff, or of the agency that takes it back.
CREATE TABLE receipt_correction_answer (
  correction_id INTEGER PRIMARY KEY REFERENCES receipt_correction (id),
  kind TEXT NOT NULL CONSTRAINT receipt_correction_answer_kind CHECK (kind IN ('agreed', 'refused', 'withdrawn')),
  receipt_id INTEGER UNIQUE REFERENCES receipt (id), -- agreed: the corrected version
  words TEXT, -- refused: why
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT receipt_correction_answer_parts CHECK ((kind = 'agreed') = (receipt_id IS NOT NULL) AND (kind = 'refused') = (words IS NOT NULL))
) STRICT;

CREATE TRIGGER receipt_correction_no_update BEFORE UPDATE ON receipt_correction BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;
CREATE TRIGGER receipt_correction_no_delete BEFORE DELETE ON receipt_correction BEGIN SELECT RAISE(ABORT, 'a correction is never deleted'); END;
CREATE TRIGGER receipt_correction_line_no_update BEFORE UPDATE ON receipt_correction_line BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;
CREATE TRIGGER receipt_correction_line_no_delete BEFORE DELETE ON receipt_correction_line BEGIN SELECT RAISE(ABORT, 'a correction is never deleted'); END;
CREATE TRIGGER receipt_correction_answer_no_update BEFORE UPDATE ON receipt_correction_answer BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END;
CREATE TRIGGER receipt_correction_answer_no_delete BEFORE DELETE ON receipt_correction_answer BEGIN SELECT RAISE(ABORT, 'an answer is never deleted'); END;

-- People are told of it: both tables are made anew with one more kind.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE notice_kept AS SELECT * FROM notice;
DROP TABLE notice;
CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CONSTRAINT notice_kind CHECK (kind IN ('to receive', 'waiting', 'correction', 'discrepancy due', 'act signed', 'document superseded')),
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
  kind TEXT NOT NULL CONSTRAINT notice_preference_kind CHECK (kind IN ('to receive', 'waiting', 'correction', 'discrepancy due', 'act signed', 'document superseded')),
  in_portal INTEGER NOT NULL CONSTRAINT notice_preference_in_portal CHECK (in_portal IN (0, 1)),
  by_email INTEGER NOT NULL CONSTRAINT notice_preference_by_email CHECK (by_email IN (0, 1)),
  PRIMARY KEY (person_id, kind)
) STRICT;
INSERT INTO notice_preference (person_id, kind, in_portal, by_email)
SELECT person_id, kind, in_portal, by_email FROM notice_preference_kept ORDER BY person_id, kind;
DROP TABLE notice_preference_kept;
