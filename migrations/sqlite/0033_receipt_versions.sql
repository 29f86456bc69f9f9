-- A receipt can be corrected: by another one that stands in its place from then on. Both stay.
ALTER TABLE receipt ADD COLUMN supersedes_id INTEGER REFERENCES receipt (id); -- the version that it corrects
ALTER TABLE receipt ADD COLUMN first_id INTEGER REFERENCES receipt (id) -- the first version of all
  CONSTRAINT receipt_versions CHECK ((supersedes_id IS NULL) = (first_id IS NULL));
-- Two people who correct one version: one of them is too late.
CREATE UNIQUE INDEX receipt_supersedes ON receipt (supersedes_id);
CREATE INDEX receipt_first ON receipt (first_id);

-- A corrected count is the same count of its line: first, second. The table is made anew because its key said otherwise.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE receipt_line_kept AS SELECT * FROM receipt_line;
DROP TABLE receipt_line;
CREATE TABLE receipt_line (
  id INTEGER PRIMARY KEY,
  receipt_id INTEGER NOT NULL REFERENCES receipt (id),
  line_id INTEGER NOT NULL REFERENCES line (id),
  sequence INTEGER NOT NULL, -- first, second … count of this line; a corrected one keeps its place
  expected INTEGER NOT NULL,
  received INTEGER NOT NULL,
  short INTEGER NOT NULL,
  damaged INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  surplus INTEGER NOT NULL,
  condition TEXT NOT NULL CONSTRAINT receipt_line_condition CHECK (condition IN ('new', 'good', 'fair', 'damaged', 'unserviceable')),
  remark TEXT,
  serial_found TEXT, -- the serial number, VIN or chassis number, where it is another than was sent
  missing TEXT, -- accessories that are not there, one a line
  UNIQUE (receipt_id, line_id),
  CONSTRAINT receipt_line_sum CHECK (received + short + damaged + refused = expected),
  CONSTRAINT receipt_line_positive CHECK (received >= 0 AND short >= 0 AND damaged >= 0 AND refused >= 0 AND surplus >= 0)
) STRICT;
INSERT INTO receipt_line (id, receipt_id, line_id, sequence, expected, received, short, damaged, refused, surplus, condition, remark,
  serial_found, missing)
SELECT id, receipt_id, line_id, sequence, expected, received, short, damaged, refused, surplus, condition, remark, serial_found,
  missing FROM receipt_line_kept ORDER BY id;
DROP TABLE receipt_line_kept;
CREATE INDEX receipt_line_line ON receipt_line (line_id, sequence);
CREATE TRIGGER receipt_line_no_update BEFORE UPDATE ON receipt_line BEGIN SELECT RAISE(ABORT, 'a counted line is never changed'); END;
CREATE TRIGGER receipt_line_no_delete BEFORE DELETE ON receipt_line BEGIN SELECT RAISE(ABORT, 'a counted line is never deleted'); END;

-- What differs in the corrected count as it did before is the same matter: its events are those of the first one.
ALTER TABLE discrepancy ADD COLUMN first_id INTEGER REFERENCES discrepancy (id);
CREATE INDEX discrepancy_first ON discrepancy (first_id);
