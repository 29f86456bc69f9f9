-- The receipt while it is being counted. A draft is not a fact: it is outside the audit chain, and gone with the receipt that
-- is made of it. One for each round and agency: two people who count the same goods would count them twice.
CREATE TABLE receipt_draft (
  id INTEGER PRIMARY KEY,
  round_id INTEGER NOT NULL REFERENCES round (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  person_id INTEGER NOT NULL REFERENCES person (id), -- who counts
  since INTEGER NOT NULL, -- since when this person does
  body TEXT NOT NULL, -- the form as typed
  saved_at INTEGER NOT NULL,
  UNIQUE (round_id, agency_id)
) STRICT;

-- Photos wait here; with the receipt they become stored files.
CREATE TABLE receipt_draft_photo (
  draft_id INTEGER NOT NULL REFERENCES receipt_draft (id),
  line_id INTEGER NOT NULL REFERENCES line (id),
  sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (draft_id, line_id, sha256)
) STRICT;

-- What else an officer finds on a line.
ALTER TABLE receipt_line ADD COLUMN serial_found TEXT; -- the serial number, VIN or chassis number, where it is another than was sent
ALTER TABLE receipt_line ADD COLUMN missing TEXT; -- accessories that are not there, one a line

CREATE TABLE receipt_photo (
  receipt_line_id INTEGER NOT NULL REFERENCES receipt_line (id),
  sha256 TEXT NOT NULL REFERENCES stored_file (sha256),
  place INTEGER NOT NULL, -- first, second … photo of the line
  PRIMARY KEY (receipt_line_id, sha256)
) STRICT;

CREATE TRIGGER receipt_photo_no_update BEFORE UPDATE ON receipt_photo BEGIN SELECT RAISE(ABORT, 'a photo of a receipt is never changed'); END;
CREATE TRIGGER receipt_photo_no_delete BEFORE DELETE ON receipt_photo BEGIN SELECT RAISE(ABORT, 'a photo of a receipt is never deleted'); END;
