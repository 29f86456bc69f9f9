-- Mandates by which an officer hands over to a deputy: the document with its pages, and the account of the deputy. A document
-- stays for good, because acts name it by its digests; which one holds stands in the terms.
CREATE TABLE mandate_document (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  round_id INTEGER NOT NULL REFERENCES round (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  person_id INTEGER NOT NULL REFERENCES person (id), -- the officer who handed over
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX mandate_document_round ON mandate_document (round_id, agency_id);

CREATE TABLE mandate_page (
  document_id INTEGER NOT NULL REFERENCES mandate_document (id),
  number INTEGER NOT NULL,
  sha256 TEXT NOT NULL REFERENCES stored_file (sha256),
  PRIMARY KEY (document_id, number)
) STRICT;

ALTER TABLE round_signatory ADD COLUMN deputy_person_id INTEGER REFERENCES person (id)
  CONSTRAINT round_signatory_deputy_person CHECK (deputy_person_id IS NULL OR deputy IS NOT NULL);
ALTER TABLE round_signatory ADD COLUMN mandate_document_id INTEGER REFERENCES mandate_document (id)
  CONSTRAINT round_signatory_document CHECK (mandate_document_id IS NULL OR deputy IS NOT NULL);

CREATE TRIGGER mandate_document_no_update BEFORE UPDATE ON mandate_document BEGIN SELECT RAISE(ABORT, 'a mandate is never changed'); END;
CREATE TRIGGER mandate_document_no_delete BEFORE DELETE ON mandate_document BEGIN SELECT RAISE(ABORT, 'a mandate is never deleted'); END;
CREATE TRIGGER mandate_page_no_update BEFORE UPDATE ON mandate_page BEGIN SELECT RAISE(ABORT, 'a mandate is never changed'); END;
CREATE TRIGGER mandate_page_no_delete BEFORE DELETE ON mandate_page BEGIN SELECT RAISE(ABORT, 'a mandate is never deleted'); END;
