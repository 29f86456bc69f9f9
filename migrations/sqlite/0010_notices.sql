-- What people are told, in the portal and by e-mail. Not facts of the programme: these rows are outside the audit chain.
ALTER TABLE person ADD COLUMN email TEXT; -- where mail goes; set by the person

CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CONSTRAINT notice_kind CHECK (kind IN ('to receive', 'waiting', 'discrepancy due', 'act signed', 'document superseded')),
  subject TEXT NOT NULL, -- codes and dates only: it is mailed
  href TEXT NOT NULL,
  key TEXT NOT NULL, -- what it is about, so that nobody is told twice
  in_portal INTEGER NOT NULL CONSTRAINT notice_in_portal CHECK (in_portal IN (0, 1)), -- listed in the portal, not only mailed
  created_at INTEGER NOT NULL,
  UNIQUE (person_id, key)
) STRICT;

CREATE TABLE notice_read (
  notice_id INTEGER PRIMARY KEY REFERENCES notice (id),
  read_at INTEGER NOT NULL
) STRICT;

-- Where a person has chosen nothing: both.
CREATE TABLE notice_preference (
  person_id INTEGER NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CONSTRAINT notice_preference_kind CHECK (kind IN ('to receive', 'waiting', 'discrepancy due', 'act signed', 'document superseded')),
  in_portal INTEGER NOT NULL CONSTRAINT notice_preference_in_portal CHECK (in_portal IN (0, 1)),
  by_email INTEGER NOT NULL CONSTRAINT notice_preference_by_email CHECK (by_email IN (0, 1)),
  PRIMARY KEY (person_id, kind)
) STRICT;

-- Mail that was written with its fact and leaves later. A sender claims a row by raising its attempts.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  notice_id INTEGER NOT NULL UNIQUE REFERENCES notice (id),
  address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL, -- without the link: the sender knows under which address people reach the portal
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL, -- while an attempt runs: when another sender may take over
  last_error TEXT,
  sent_at INTEGER,
  given_up_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_next ON outbox (next_attempt_at);
