-- A receipt can be corrected: by another one that stands in its place from then on. Both stay.
ALTER TABLE receipt ADD COLUMN supersedes_id BIGINT REFERENCES receipt (id); -- the version that it corrects
ALTER TABLE receipt ADD COLUMN first_id BIGINT REFERENCES receipt (id) -- the first version of all
  CONSTRAINT receipt_versions CHECK ((supersedes_id IS NULL) = (first_id IS NULL));
-- Two people who correct one version: one of them is too late.
CREATE UNIQUE INDEX receipt_supersedes ON receipt (supersedes_id);
CREATE INDEX receipt_first ON receipt (first_id);

-- A corrected count is the same count of its line: first, second.
ALTER TABLE receipt_line DROP CONSTRAINT receipt_line_line_id_sequence_key;
DROP INDEX receipt_line_receipt;
ALTER TABLE receipt_line ADD UNIQUE (receipt_id, line_id);
CREATE INDEX receipt_line_line ON receipt_line (line_id, sequence);

-- What differs in the corrected count as it did before is the same matter: its events are those of the first one.
ALTER TABLE discrepancy ADD COLUMN first_id BIGINT REFERENCES discrepancy (id);
CREATE INDEX discrepancy_first ON discrepancy (first_id);
