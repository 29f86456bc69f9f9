-- Photos of a receipt that is being corrected. What waits here is no fact: it is outside the audit chain, and gone with the
-- correction. Each officer has an own one.
CREATE TABLE receipt_correction_draft (
  receipt_id BIGINT NOT NULL REFERENCES receipt (id), -- the version that is wrong
  person_id BIGINT NOT NULL REFERENCES person (id),
  line_id BIGINT NOT NULL REFERENCES line (id),
  sha256 TEXT COLLATE "C" NOT NULL,
  bytes BYTEA, -- NULL: a photo of the receipt that is taken back
  added_at BIGINT NOT NULL,
  PRIMARY KEY (receipt_id, person_id, line_id, sha256)
);

-- The photos that a correction adds to a line or takes back, where staff are asked to agree.
CREATE TABLE receipt_correction_photo (
  correction_id BIGINT NOT NULL REFERENCES receipt_correction (id),
  line_id BIGINT NOT NULL REFERENCES line (id),
  sha256 TEXT COLLATE "C" NOT NULL REFERENCES stored_file (sha256),
  place BIGINT, -- first, second … of those that are added to the line; NULL: it is taken back
  PRIMARY KEY (correction_id, line_id, sha256)
);
CREATE TRIGGER receipt_correction_photo_no_update BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_correction_photo FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a correction is never changed');
