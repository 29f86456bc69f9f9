-- Files that belong to facts: photos of a receipt, scans of signed paper. Their bytes live here and not in a folder, so that
-- a fact and its file are one transaction and one backup. Who may read one follows from the record that names its digest.
CREATE TABLE stored_file (
  sha256 TEXT COLLATE "C" PRIMARY KEY CONSTRAINT stored_file_sha256 CHECK (length(sha256) = 64), -- of the bytes, in hexadecimal
  media_type TEXT NOT NULL CONSTRAINT stored_file_media_type CHECK (media_type IN ('image/jpeg', 'image/png', 'application/pdf')),
  bytes BYTEA NOT NULL CONSTRAINT stored_file_bytes CHECK (length(bytes) > 0),
  recorded_at BIGINT NOT NULL
);

CREATE TRIGGER stored_file_no_update BEFORE UPDATE OR DELETE OR TRUNCATE ON stored_file FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a stored file is never changed');
