-- An instalment of a grant: an amount that is due on a day, or waits for a milestone. It is a promise and is never added to received
-- money; the receipt of funds that answers it is named.
CREATE TABLE instalment (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  number INTEGER NOT NULL, -- within the grant
  minor INTEGER NOT NULL CONSTRAINT instalment_minor CHECK (minor > 0), -- minor units of the currency
  currency TEXT NOT NULL,
  donor_id INTEGER REFERENCES donor (id), -- whose, where several donors give together
  due_on TEXT, -- a partial date
  milestone_id INTEGER REFERENCES milestone (id), -- what it waits for
  receipt_id INTEGER REFERENCES money_event (id), -- the receipt of funds that answers it
  note TEXT,
  source_id INTEGER REFERENCES source (id),
  withdrawn TEXT, -- why it does not stand any more
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (grant_id, number),
  CONSTRAINT instalment_when CHECK (due_on IS NOT NULL OR milestone_id IS NOT NULL)
) STRICT;
CREATE INDEX instalment_milestone ON instalment (milestone_id);
CREATE INDEX instalment_receipt ON instalment (receipt_id);
CREATE TRIGGER instalment_no_delete BEFORE DELETE ON instalment BEGIN SELECT RAISE(ABORT, 'an instalment is withdrawn, never deleted'); END;
