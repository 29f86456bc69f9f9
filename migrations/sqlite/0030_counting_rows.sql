-- What is being counted stands in rows, so that a page of the form saves what it shows, and thousands of lines can be counted.
CREATE TABLE receipt_draft_line (
  draft_id INTEGER NOT NULL REFERENCES receipt_draft (id),
  line_id INTEGER NOT NULL REFERENCES line (id),
  version INTEGER NOT NULL, -- of the line, when it was counted
  expected INTEGER NOT NULL,
  received INTEGER NOT NULL,
  short INTEGER NOT NULL,
  damaged INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  surplus INTEGER NOT NULL,
  condition TEXT NOT NULL CONSTRAINT receipt_draft_line_condition CHECK (condition IN ('new', 'good', 'fair', 'damaged', 'unserviceable')),
  remark TEXT,
  serial_found TEXT,
  missing TEXT, -- accessories that are not there, one a line
  PRIMARY KEY (draft_id, line_id),
  CONSTRAINT receipt_draft_line_sum CHECK (received + short + damaged + refused = expected),
  CONSTRAINT receipt_draft_line_positive CHECK (received >= 0 AND short >= 0 AND damaged >= 0 AND refused >= 0 AND surplus >= 0)
) STRICT;

ALTER TABLE receipt_draft ADD COLUMN received_on TEXT;
ALTER TABLE receipt_draft ADD COLUMN remark TEXT;
-- What is said of all lines that have no row.
ALTER TABLE receipt_draft ADD COLUMN rest TEXT NOT NULL DEFAULT 'open' CONSTRAINT receipt_draft_rest CHECK (rest IN ('open', 'arrived', 'refused'));
ALTER TABLE receipt_draft ADD COLUMN reason TEXT;
-- Grows with every change: a review shows one state of the count, and signs that one.
ALTER TABLE receipt_draft ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
-- The form as an earlier portal kept it: taken apart when the portal starts.
ALTER TABLE receipt_draft ADD COLUMN earlier TEXT;
UPDATE receipt_draft SET earlier = body;
ALTER TABLE receipt_draft DROP COLUMN body;
