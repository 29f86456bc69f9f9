-- Signing the acts: signatures, links for people without an account, scans of signed paper. Everything is append-only; the
-- state of a version, of a link and of a scan follows from the rows.
CREATE TABLE signing_link (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE, -- names it to staff and in the audit chain; it opens nothing
  act_version_id INTEGER NOT NULL,
  position INTEGER NOT NULL, -- whose signature it is for
  token_hash TEXT NOT NULL UNIQUE, -- SHA-256 of the 256 random bits in its address
  code_hash TEXT NOT NULL, -- SHA-256 of those bits and the code: without the address it cannot be guessed
  expires_at INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  FOREIGN KEY (act_version_id, position) REFERENCES act_signer (act_version_id, position)
) STRICT;
CREATE INDEX signing_link_place ON signing_link (act_version_id, position);

CREATE TABLE signing_link_event (
  id INTEGER PRIMARY KEY,
  link_id INTEGER NOT NULL REFERENCES signing_link (id),
  kind TEXT NOT NULL CONSTRAINT signing_link_event_kind CHECK (kind IN ('wrong code', 'opened', 'withdrawn')),
  key_hash TEXT, -- opened: SHA-256 of what the browser that entered the code keeps
  person_id INTEGER REFERENCES person (id), -- withdrawn: by whom
  recorded_at INTEGER NOT NULL,
  CONSTRAINT signing_link_event_parts CHECK ((kind = 'opened') = (key_hash IS NOT NULL) AND (kind = 'withdrawn') = (person_id IS NOT NULL))
) STRICT;
CREATE INDEX signing_link_event_link ON signing_link_event (link_id);
CREATE UNIQUE INDEX signing_link_event_withdrawn ON signing_link_event (link_id) WHERE kind = 'withdrawn';

-- The paper that was signed by hand: its pages, whose signatures are on it, and what a second person found.
CREATE TABLE act_scan (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  act_version_id INTEGER NOT NULL REFERENCES act_version (id),
  signed_on TEXT NOT NULL, -- as stated
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (id, person_id)
) STRICT;
CREATE INDEX act_scan_version ON act_scan (act_version_id);

CREATE TABLE act_scan_page (
  scan_id INTEGER NOT NULL REFERENCES act_scan (id),
  number INTEGER NOT NULL,
  sha256 TEXT NOT NULL REFERENCES stored_file (sha256),
  PRIMARY KEY (scan_id, number)
) STRICT;

CREATE TABLE act_scan_signer (
  scan_id INTEGER NOT NULL REFERENCES act_scan (id),
  position INTEGER NOT NULL,
  PRIMARY KEY (scan_id, position)
) STRICT;

CREATE TABLE act_scan_decision (
  scan_id INTEGER PRIMARY KEY,
  uploader_id INTEGER NOT NULL,
  decision TEXT NOT NULL CONSTRAINT act_scan_decision_word CHECK (decision IN ('confirmed', 'rejected')),
  reason TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  FOREIGN KEY (scan_id, uploader_id) REFERENCES act_scan (id, person_id),
  CONSTRAINT act_scan_decision_second CHECK (person_id <> uploader_id),
  CONSTRAINT act_scan_decision_reason CHECK ((decision = 'rejected') = (reason IS NOT NULL))
) STRICT;

CREATE TABLE act_signature (
  id INTEGER PRIMARY KEY,
  act_version_id INTEGER NOT NULL,
  position INTEGER NOT NULL, -- 0: UNODC, 1: the agency, 2 …: witnesses
  name TEXT NOT NULL, -- as signed
  way TEXT NOT NULL CONSTRAINT act_signature_way CHECK (way IN ('drawn', 'typed name', 'one-time link', 'scan on file')),
  drawing TEXT, -- the d of an SVG path in a box of 600 by 200
  hash TEXT NOT NULL, -- of the content that the signer was shown
  person_id INTEGER REFERENCES person (id), -- who signed; of a scan: who confirmed it
  link_id INTEGER UNIQUE REFERENCES signing_link (id),
  scan_id INTEGER REFERENCES act_scan (id),
  signed_at INTEGER NOT NULL,
  CONSTRAINT act_signature_by CHECK ((person_id IS NULL) = (link_id IS NOT NULL)),
  CONSTRAINT act_signature_ways CHECK ((way = 'one-time link') = (link_id IS NOT NULL) AND (way = 'scan on file') = (scan_id IS NOT NULL)
    AND (drawing IS NOT NULL OR way <> 'drawn') AND (drawing IS NULL OR way IN ('drawn', 'one-time link'))),
  UNIQUE (act_version_id, position),
  FOREIGN KEY (act_version_id, position) REFERENCES act_signer (act_version_id, position)
) STRICT;

CREATE TRIGGER signing_link_no_update BEFORE UPDATE ON signing_link BEGIN SELECT RAISE(ABORT, 'a signing link is never changed'); END;
CREATE TRIGGER signing_link_no_delete BEFORE DELETE ON signing_link BEGIN SELECT RAISE(ABORT, 'a signing link is never deleted'); END;
CREATE TRIGGER signing_link_event_no_update BEFORE UPDATE ON signing_link_event BEGIN SELECT RAISE(ABORT, 'an event of a signing link is never changed'); END;
CREATE TRIGGER signing_link_event_no_delete BEFORE DELETE ON signing_link_event BEGIN SELECT RAISE(ABORT, 'an event of a signing link is never deleted'); END;
CREATE TRIGGER act_scan_no_update BEFORE UPDATE ON act_scan BEGIN SELECT RAISE(ABORT, 'a scan is never changed'); END;
CREATE TRIGGER act_scan_no_delete BEFORE DELETE ON act_scan BEGIN SELECT RAISE(ABORT, 'a scan is never deleted'); END;
CREATE TRIGGER act_scan_page_no_update BEFORE UPDATE ON act_scan_page BEGIN SELECT RAISE(ABORT, 'a scan is never changed'); END;
CREATE TRIGGER act_scan_page_no_delete BEFORE DELETE ON act_scan_page BEGIN SELECT RAISE(ABORT, 'a scan is never deleted'); END;
CREATE TRIGGER act_scan_signer_no_update BEFORE UPDATE ON act_scan_signer BEGIN SELECT RAISE(ABORT, 'a scan is never changed'); END;
CREATE TRIGGER act_scan_signer_no_delete BEFORE DELETE ON act_scan_signer BEGIN SELECT RAISE(ABORT, 'a scan is never deleted'); END;
CREATE TRIGGER act_scan_decision_no_update BEFORE UPDATE ON act_scan_decision BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER act_scan_decision_no_delete BEFORE DELETE ON act_scan_decision BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;
CREATE TRIGGER act_signature_no_update BEFORE UPDATE ON act_signature BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;
CREATE TRIGGER act_signature_no_delete BEFORE DELETE ON act_signature BEGIN SELECT RAISE(ABORT, 'a signature is never deleted'); END;
