-- What happens after the receipt: custody between units and back, losses, write-offs; title; heads of units.

-- A change of custody that more than one person decides. Its answers say what became of it.
CREATE TABLE movement (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE, -- 128 random bits; the id in addresses
  kind TEXT NOT NULL CONSTRAINT movement_kind CHECK (kind IN ('reassignment', 'return', 'write-off')),
  item_id INTEGER NOT NULL REFERENCES item (id),
  quantity INTEGER NOT NULL CONSTRAINT movement_quantity CHECK (quantity > 0),
  giver TEXT NOT NULL CONSTRAINT movement_giver CHECK (giver IN ('store', 'unit', 'lost', 'stolen')), -- where it is
  giver_unit_id INTEGER REFERENCES unit (id), -- who has it, or who lost it; empty: UNODC
  giver_agency_id INTEGER REFERENCES agency (id),
  holder TEXT NOT NULL CONSTRAINT movement_holder CHECK (holder IN ('unit', 'store', 'written off')), -- where it is to come
  unit_id INTEGER REFERENCES unit (id),
  agency_id INTEGER REFERENCES agency (id),
  occurred_on TEXT, -- write-off: the day of the decision; otherwise the day of the last confirmation counts
  condition TEXT CONSTRAINT movement_condition CHECK (condition IN ('new', 'good', 'fair', 'damaged', 'unserviceable')),
  reason TEXT NOT NULL,
  document TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT movement_parts CHECK (
    (giver_unit_id IS NULL) = (giver_agency_id IS NULL) AND (unit_id IS NULL) = (agency_id IS NULL)
    AND (holder = 'unit') = (unit_id IS NOT NULL)
    AND (kind <> 'reassignment' OR (giver = 'unit' AND holder = 'unit'))
    AND (kind <> 'return' OR (giver = 'unit' AND holder = 'store' AND condition IS NOT NULL))
    AND (kind = 'write-off') = (holder = 'written off') AND (kind = 'write-off') = (occurred_on IS NOT NULL)
    AND (kind <> 'write-off' OR document IS NOT NULL)
  )
) STRICT;
CREATE INDEX movement_item ON movement (item_id);

CREATE TABLE movement_answer (
  id INTEGER PRIMARY KEY,
  movement_id INTEGER NOT NULL REFERENCES movement (id),
  kind TEXT NOT NULL CONSTRAINT movement_answer_kind CHECK (kind IN ('giving', 'receiving', 'programme', 'refused', 'withdrawn', 'ended')),
  words TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (movement_id, kind),
  CONSTRAINT movement_answer_words CHECK (words IS NOT NULL OR kind IN ('giving', 'receiving', 'programme'))
) STRICT;
-- Nothing comes to more than one end.
CREATE UNIQUE INDEX movement_answer_end ON movement_answer (movement_id) WHERE kind IN ('refused', 'withdrawn', 'ended');

-- One table of custody events: those that follow from a dispatch or a receipt have a line, all others say where from, who
-- recorded them and why.
CREATE TABLE custody_event_wider (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  line_id INTEGER REFERENCES line (id),
  receipt_id INTEGER REFERENCES receipt (id),
  holder TEXT NOT NULL CONSTRAINT custody_event_holder CHECK (holder IN ('transit', 'unit', 'store', 'lost', 'stolen', 'written off')), -- where it came
  unit_id INTEGER REFERENCES unit (id), -- who has it, or who lost it; empty: UNODC
  agency_id INTEGER REFERENCES agency (id), -- for events with a line, the line says it
  quantity INTEGER NOT NULL CONSTRAINT custody_event_quantity CHECK (quantity > 0),
  occurred_on TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  giver TEXT CONSTRAINT custody_event_giver CHECK (giver IN ('store', 'transit', 'unit', 'lost', 'stolen')), -- where it was
  giver_unit_id INTEGER REFERENCES unit (id),
  giver_agency_id INTEGER REFERENCES agency (id),
  movement_id INTEGER UNIQUE REFERENCES movement (id), -- the one that was confirmed
  condition TEXT CONSTRAINT custody_event_condition CHECK (condition IN ('new', 'good', 'fair', 'damaged', 'unserviceable')),
  circumstances TEXT, -- never sent to donors
  police_report TEXT, -- never sent to donors
  document TEXT,
  person_id INTEGER REFERENCES person (id),
  CONSTRAINT custody_event_parts CHECK (
    CASE WHEN line_id IS NOT NULL
      THEN holder IN ('transit', 'unit') AND unit_id IS NOT NULL AND agency_id IS NULL AND giver IS NULL AND giver_unit_id IS NULL
        AND giver_agency_id IS NULL AND movement_id IS NULL AND condition IS NULL AND circumstances IS NULL
        AND police_report IS NULL AND document IS NULL AND person_id IS NULL
      ELSE giver IS NOT NULL AND receipt_id IS NULL AND person_id IS NOT NULL AND holder <> 'transit'
        AND (unit_id IS NULL) = (agency_id IS NULL) AND (giver_unit_id IS NULL) = (giver_agency_id IS NULL) END)
) STRICT;
INSERT INTO custody_event_wider (id, item_id, line_id, receipt_id, holder, unit_id, quantity, occurred_on, recorded_at)
SELECT id, item_id, line_id, receipt_id, holder, unit_id, quantity, occurred_on, recorded_at FROM custody_event ORDER BY id;
DROP TABLE custody_event;
ALTER TABLE custody_event_wider RENAME TO custody_event;
CREATE INDEX custody_event_item ON custody_event (item_id);
CREATE INDEX custody_event_unit ON custody_event (unit_id);

-- Who owns it: passes by a document, and neither follows from custody nor makes it pass.
CREATE TABLE title_transfer (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  quantity INTEGER NOT NULL CONSTRAINT title_transfer_quantity CHECK (quantity > 0),
  giver_agency_id INTEGER REFERENCES agency (id), -- empty: UNODC
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  occurred_on TEXT NOT NULL,
  document TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT title_transfer_parties CHECK (giver_agency_id IS NULL OR giver_agency_id <> agency_id)
) STRICT;
CREATE INDEX title_transfer_item ON title_transfer (item_id);

-- Who answers for what an agency has at a unit, from a day on until the next head. Made with the acceptance of everything
-- that was held on that day.
CREATE TABLE unit_head (
  id INTEGER PRIMARY KEY,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  name TEXT NOT NULL, -- never sent to donors
  post TEXT NOT NULL,
  account_id INTEGER REFERENCES person (id),
  from_on TEXT NOT NULL, -- a day
  document TEXT, -- the signed paper of a head without an account
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (unit_id, agency_id, from_on),
  CONSTRAINT unit_head_signed CHECK ((account_id IS NULL) = (document IS NOT NULL))
) STRICT;

CREATE TABLE unit_head_item (
  id INTEGER PRIMARY KEY,
  head_id INTEGER NOT NULL REFERENCES unit_head (id),
  item_id INTEGER NOT NULL REFERENCES item (id),
  held INTEGER NOT NULL CONSTRAINT unit_head_item_held CHECK (held > 0), -- as the custody events say
  missing INTEGER NOT NULL CONSTRAINT unit_head_item_missing CHECK (missing >= 0 AND missing <= held),
  remark TEXT,
  UNIQUE (head_id, item_id),
  CONSTRAINT unit_head_item_remark CHECK (missing = 0 OR remark IS NOT NULL)
) STRICT;

-- What a head marked as missing is a question until somebody says where it is, or reports it as lost.
CREATE TABLE missing_answer (
  id INTEGER PRIMARY KEY,
  head_item_id INTEGER NOT NULL UNIQUE REFERENCES unit_head_item (id),
  words TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER custody_event_no_update BEFORE UPDATE ON custody_event BEGIN SELECT RAISE(ABORT, 'a custody event is never changed'); END;
CREATE TRIGGER custody_event_no_delete BEFORE DELETE ON custody_event BEGIN SELECT RAISE(ABORT, 'a custody event is never deleted'); END;
CREATE TRIGGER movement_no_update BEFORE UPDATE ON movement BEGIN SELECT RAISE(ABORT, 'a movement is never changed'); END;
CREATE TRIGGER movement_no_delete BEFORE DELETE ON movement BEGIN SELECT RAISE(ABORT, 'a movement is never deleted'); END;
CREATE TRIGGER movement_answer_no_update BEFORE UPDATE ON movement_answer BEGIN SELECT RAISE(ABORT, 'an answer to a movement is never changed'); END;
CREATE TRIGGER movement_answer_no_delete BEFORE DELETE ON movement_answer BEGIN SELECT RAISE(ABORT, 'an answer to a movement is never deleted'); END;
CREATE TRIGGER title_transfer_no_update BEFORE UPDATE ON title_transfer BEGIN SELECT RAISE(ABORT, 'a transfer of title is never changed'); END;
CREATE TRIGGER title_transfer_no_delete BEFORE DELETE ON title_transfer BEGIN SELECT RAISE(ABORT, 'a transfer of title is never deleted'); END;
CREATE TRIGGER unit_head_no_update BEFORE UPDATE ON unit_head BEGIN SELECT RAISE(ABORT, 'an acceptance by a head is never changed'); END;
CREATE TRIGGER unit_head_no_delete BEFORE DELETE ON unit_head BEGIN SELECT RAISE(ABORT, 'an acceptance by a head is never deleted'); END;
CREATE TRIGGER unit_head_item_no_update BEFORE UPDATE ON unit_head_item BEGIN SELECT RAISE(ABORT, 'an accepted item is never changed'); END;
CREATE TRIGGER unit_head_item_no_delete BEFORE DELETE ON unit_head_item BEGIN SELECT RAISE(ABORT, 'an accepted item is never deleted'); END;
CREATE TRIGGER missing_answer_no_update BEFORE UPDATE ON missing_answer BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END;
CREATE TRIGGER missing_answer_no_delete BEFORE DELETE ON missing_answer BEGIN SELECT RAISE(ABORT, 'an answer is never deleted'); END;
