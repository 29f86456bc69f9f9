-- The numbers of things as they are compared: folded by `domain::identity`, made from the items like the rest of what stands now.
-- That no number is given twice is asked by whoever writes an item, of which there is one at a time: a unique index could not be
-- made where two items share a number already, and a maker's serial number is unique among that maker's things only.
CREATE TABLE item_number (
  item_id INTEGER NOT NULL,
  what TEXT NOT NULL, -- serial, vin, chassis, plate
  folded TEXT NOT NULL,
  PRIMARY KEY (item_id, what)
) STRICT;
CREATE INDEX item_number_folded ON item_number (folded);
