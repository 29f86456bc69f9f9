-- Files that belong to facts: photos of a receipt, scans of signed paper. Their bytes live here and not in a folder, so that
-- a fact and its file are one transaction and one backup. Who may read one follows from the record that names its digest.
CREATE TABLE stored_file (
  sha256 TEXT PRIMARY KEY CONSTRAINT stored_file_sha256 CHECK (length(sha256) = 64), -- of the bytes, in hexadecimal
  media_type TEXT NOT NULL CONSTRAINT stored_file_media_type CHECK (media_type IN ('image/jpeg', 'image/png', 'application/pdf')),
  bytes BLOB NOT NULL CONSTRAINT stored_file_bytes CHECK (length(bytes) > 0),
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER stored_file_no_update BEFORE UPDATE ON stored_file BEGIN SELECT RAISE(ABORT, 'a stored file is never changed'); END;
CREATE TRIGGER stored_file_no_delete BEFORE DELETE ON stored_file BEGIN SELECT RAISE(ABORT, 'a stored file is never deleted'); END;
