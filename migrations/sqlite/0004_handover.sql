-- Items, rounds, lines, receipts, custody.
CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  tag TEXT NOT NULL UNIQUE, -- the inventory tag: IMT-000123
  kind TEXT NOT NULL CONSTRAINT item_kind CHECK (kind IN ('vehicle', 'equipment', 'lot')),
  name TEXT NOT NULL,
  make TEXT,
  model TEXT,
  serial TEXT, -- serial, vin, chassis and plate are never sent to donors
  vin TEXT,
  chassis TEXT,
  plate TEXT,
  quantity INTEGER NOT NULL CONSTRAINT item_quantity CHECK (quantity > 0 AND (kind = 'lot' OR quantity = 1)),
  unit_of_measure TEXT NOT NULL,
  phase_id INTEGER NOT NULL REFERENCES phase (id), -- component and funding phase
  value_minor INTEGER NOT NULL CONSTRAINT item_value CHECK (value_minor >= 0), -- for the whole quantity
  currency TEXT NOT NULL,
  illustrative INTEGER NOT NULL CONSTRAINT item_illustrative CHECK (illustrative IN (0, 1)), -- invented to add up to a published value
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX item_vin ON item (vin);

-- Which grant paid which part, in parts per million that sum to 1,000,000.
CREATE TABLE funding_share (
  item_id INTEGER NOT NULL REFERENCES item (id),
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  ppm INTEGER NOT NULL CONSTRAINT funding_share_ppm CHECK (ppm > 0 AND ppm <= 1000000),
  value_minor INTEGER NOT NULL, -- this grant's part of the item's value, by largest remainder
  PRIMARY KEY (item_id, grant_id)
) STRICT;
CREATE INDEX funding_share_grant ON funding_share (grant_id);

CREATE TABLE round (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  number INTEGER,
  title TEXT NOT NULL,
  planned_on TEXT, -- partial date
  held_on TEXT, -- set with the dispatch
  place TEXT,
  occasion TEXT,
  guests TEXT,
  receiving_agencies INTEGER, -- as published, where the agencies are not named
  source_id INTEGER REFERENCES source (id),
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL
) STRICT;

-- Steps are nouns with who and when: a scheduling, a dispatch, a cancellation. The status of a round follows from them.
CREATE TABLE round_step (
  round_id INTEGER NOT NULL REFERENCES round (id),
  step TEXT NOT NULL CONSTRAINT round_step_step CHECK (step IN ('scheduled', 'dispatched', 'cancelled')),
  occurred_on TEXT, -- as stated
  reason TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (round_id, step)
) STRICT;

CREATE TABLE line (
  id INTEGER PRIMARY KEY,
  round_id INTEGER NOT NULL REFERENCES round (id),
  item_id INTEGER NOT NULL REFERENCES item (id),
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  quantity INTEGER NOT NULL CONSTRAINT line_quantity CHECK (quantity > 0), -- as dispatched; never overwritten by a receipt
  outstanding INTEGER NOT NULL, -- not counted yet, or counted short
  note TEXT,
  version INTEGER NOT NULL DEFAULT 1, -- grows with every count: whoever counts an older version gets a conflict
  CONSTRAINT line_outstanding CHECK (outstanding >= 0 AND outstanding <= quantity),
  UNIQUE (round_id, item_id)
) STRICT;
CREATE INDEX line_agency ON line (agency_id);
CREATE INDEX line_unit ON line (unit_id);
CREATE INDEX line_item ON line (item_id);

CREATE TABLE receipt (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE, -- 128 random bits; the id in addresses
  round_id INTEGER NOT NULL REFERENCES round (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  received_on TEXT NOT NULL, -- as stated by the officer
  remark TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX receipt_round ON receipt (round_id);

CREATE TABLE receipt_line (
  id INTEGER PRIMARY KEY,
  receipt_id INTEGER NOT NULL REFERENCES receipt (id),
  line_id INTEGER NOT NULL REFERENCES line (id),
  sequence INTEGER NOT NULL, -- first, second … count of this line
  expected INTEGER NOT NULL,
  received INTEGER NOT NULL,
  short INTEGER NOT NULL,
  damaged INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  surplus INTEGER NOT NULL,
  condition TEXT NOT NULL CONSTRAINT receipt_line_condition CHECK (condition IN ('new', 'good', 'fair', 'damaged', 'unserviceable')),
  remark TEXT,
  UNIQUE (line_id, sequence),
  CONSTRAINT receipt_line_sum CHECK (received + short + damaged + refused = expected),
  CONSTRAINT receipt_line_positive CHECK (received >= 0 AND short >= 0 AND damaged >= 0 AND refused >= 0 AND surplus >= 0)
) STRICT;
CREATE INDEX receipt_line_receipt ON receipt_line (receipt_id);

-- Who holds an item from when. Custody passes to the unit only with acceptance; title is a separate fact.
CREATE TABLE custody_event (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  line_id INTEGER NOT NULL REFERENCES line (id),
  receipt_id INTEGER REFERENCES receipt (id),
  holder TEXT NOT NULL CONSTRAINT custody_event_holder CHECK (holder IN ('transit', 'unit')), -- with UNODC on the way to, or with, the unit
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  quantity INTEGER NOT NULL CONSTRAINT custody_event_quantity CHECK (quantity > 0),
  occurred_on TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX custody_event_item ON custody_event (item_id);

-- Facts are append-only: a correction is a new, linked event.
CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'a receipt is never changed'); END;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'a receipt is never deleted'); END;
CREATE TRIGGER receipt_line_no_update BEFORE UPDATE ON receipt_line BEGIN SELECT RAISE(ABORT, 'a counted line is never changed'); END;
CREATE TRIGGER receipt_line_no_delete BEFORE DELETE ON receipt_line BEGIN SELECT RAISE(ABORT, 'a counted line is never deleted'); END;
CREATE TRIGGER custody_event_no_update BEFORE UPDATE ON custody_event BEGIN SELECT RAISE(ABORT, 'a custody event is never changed'); END;
CREATE TRIGGER custody_event_no_delete BEFORE DELETE ON custody_event BEGIN SELECT RAISE(ABORT, 'a custody event is never deleted'); END;
CREATE TRIGGER round_step_no_update BEFORE UPDATE ON round_step BEGIN SELECT RAISE(ABORT, 'a step of a round is never changed'); END;
CREATE TRIGGER round_step_no_delete BEFORE DELETE ON round_step BEGIN SELECT RAISE(ABORT, 'a step of a round is never deleted'); END;
-- What was dispatched is never overwritten.
CREATE TRIGGER line_quantity_fixed BEFORE UPDATE OF quantity, item_id, unit_id, agency_id, round_id ON line
WHEN EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = old.round_id AND s.step = 'dispatched')
BEGIN SELECT RAISE(ABORT, 'a dispatched line is fixed'); END;
CREATE TRIGGER line_no_delete BEFORE DELETE ON line
WHEN EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = old.round_id AND s.step = 'dispatched')
BEGIN SELECT RAISE(ABORT, 'a dispatched line is fixed'); END;
