-- Photos of a stage of a case. Donors read one once staff have released it and the case is over; nobody but staff reads a withdrawn one.
CREATE TABLE stage_photo (
  id INTEGER PRIMARY KEY,
  stage_id INTEGER NOT NULL REFERENCES case_stage (id),
  sha256 TEXT NOT NULL REFERENCES stored_file (sha256),
  caption TEXT NOT NULL, -- what it shows
  taken_on TEXT, -- a partial date; null: not known
  released_by INTEGER REFERENCES person (id), -- null: it is not for donors
  released_at INTEGER,
  withdrawn TEXT, -- why it does not stand any more
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (stage_id, sha256),
  CONSTRAINT stage_photo_released CHECK ((released_by IS NULL) = (released_at IS NULL))
) STRICT;
CREATE TRIGGER stage_photo_no_delete BEFORE DELETE ON stage_photo BEGIN SELECT RAISE(ABORT, 'a photo is withdrawn, never deleted'); END;
