-- What the donors of a grant read: the portal as it stands, or the last state of the grant that staff released. A state is what each
-- donor could read of the grant on that day, page by page; it never changes.

-- Who reads the grant as it stands: the donor; of a published grant nobody but the portal itself, under a number of its own
-- (domain/publication.rs), with which the next state is made.
ALTER TABLE grant_donor ADD COLUMN reader_id INTEGER NOT NULL DEFAULT 0;
UPDATE grant_donor SET reader_id = donor_id;
CREATE INDEX grant_donor_reader ON grant_donor (reader_id, grant_id);

-- The newest row of a grant says whether it is published; without any it is live.
CREATE TABLE grant_publication (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  published INTEGER NOT NULL CONSTRAINT grant_publication_published CHECK (published IN (0, 1)), -- 0: live again
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX grant_publication_grant ON grant_publication (grant_id, id);

CREATE TABLE grant_state (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  number INTEGER NOT NULL, -- within the grant
  note TEXT NOT NULL,
  shows_changes INTEGER NOT NULL CONSTRAINT grant_state_shows_changes CHECK (shows_changes IN (0, 1)), -- 1: the donor learns how much happened since
  last_change INTEGER NOT NULL, -- the newest row of the audit chain that it contains
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (grant_id, number)
) STRICT;

CREATE TABLE grant_state_body (
  sha256 TEXT PRIMARY KEY CONSTRAINT grant_state_body_sha256 CHECK (length(sha256) = 64), -- of the bytes, in hexadecimal
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE grant_state_page (
  state_id INTEGER NOT NULL REFERENCES grant_state (id),
  donor_id INTEGER NOT NULL REFERENCES donor (id),
  path TEXT NOT NULL, -- the address of the page of that day, with its filter
  title TEXT NOT NULL,
  media_type TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES grant_state_body (sha256),
  PRIMARY KEY (state_id, donor_id, path)
) STRICT;
CREATE INDEX grant_state_page_donor ON grant_state_page (donor_id, state_id);

CREATE TRIGGER grant_publication_no_update BEFORE UPDATE ON grant_publication BEGIN SELECT RAISE(ABORT, 'what donors read is never rewritten'); END;
CREATE TRIGGER grant_publication_no_delete BEFORE DELETE ON grant_publication BEGIN SELECT RAISE(ABORT, 'what donors read is never rewritten'); END;
CREATE TRIGGER grant_state_no_update BEFORE UPDATE ON grant_state BEGIN SELECT RAISE(ABORT, 'a released state is never changed'); END;
CREATE TRIGGER grant_state_no_delete BEFORE DELETE ON grant_state BEGIN SELECT RAISE(ABORT, 'a released state is never deleted'); END;
CREATE TRIGGER grant_state_body_no_update BEFORE UPDATE ON grant_state_body BEGIN SELECT RAISE(ABORT, 'a released state is never changed'); END;
CREATE TRIGGER grant_state_body_no_delete BEFORE DELETE ON grant_state_body BEGIN SELECT RAISE(ABORT, 'a released state is never deleted'); END;
CREATE TRIGGER grant_state_page_no_update BEFORE UPDATE ON grant_state_page BEGIN SELECT RAISE(ABORT, 'a released state is never changed'); END;
CREATE TRIGGER grant_state_page_no_delete BEFORE DELETE ON grant_state_page BEGIN SELECT RAISE(ABORT, 'a released state is never deleted'); END;
