-- Photos of a receipt that is being corrected. What waits here is no fact: it is outside the audit chain, and gone with the
-- correction. Each officer has an own one.
CREATE TABLE receipt_correction_draft (
  receipt_id INTEGER NOT NULL REFERENCES receipt (id), -- the version that is wrong
  person_id INTEGER NOT NULL REFERENCES person (id),
  line_id INTEGER NOT NULL REFERENCES line (id),
  sha256 TEXT NOT NULL,
  bytes BLOB, -- NULL: a photo of the receipt that is taken back
  added_at INTEGER NOT NULL,
  PRIMARY KEY (receipt_id, person_id, line_id, sha256)
) STRICT;

-- The photos that a correction adds to a line or takes back, where staff are asked to agree.
CREATE TABLE receipt_correction_photo (
  correction_id INTEGER NOT NULL REFERENCES receipt_correction (id),
  line_id INTEGER NOT NULL REFERENCES line (id),
  sha256 TEXT NOT NULL REFERENCES stored_file (sha256),
  place INTEGER, -- first, second … of those that are added to the line; NULL: it is taken back
  PRIMARY KEY (correction_id, line_id, sha256)
) STRICT;
CREATE TRIGGER receipt_correction_photo_no_update BEFORE UPDATE ON receipt_correction_photo BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;
CREATE TRIGGER receipt_correction_photo_no_delete BEFORE DELETE ON receipt_correction_photo BEGIN SELECT RAISE(ABORT, 'a correction is never deleted'); END;
