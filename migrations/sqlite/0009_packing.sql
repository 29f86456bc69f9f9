-- Packing lists: what was read from a file, until it is imported or thrown away. One a person and round; nobody else's.
CREATE TABLE packing_list (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  round_id INTEGER NOT NULL REFERENCES round (id),
  name TEXT NOT NULL, -- of the file
  head TEXT NOT NULL, -- JSON list: the headings of the columns
  mapping TEXT NOT NULL, -- JSON: what each column means, and what holds for every row
  version INTEGER NOT NULL, -- the instant of the upload, and grows with every change: what is imported is what was seen
  recorded_at INTEGER NOT NULL,
  UNIQUE (person_id, round_id)
) STRICT;
CREATE INDEX packing_list_round ON packing_list (round_id);

CREATE TABLE packing_row (
  list_id INTEGER NOT NULL REFERENCES packing_list (id),
  number INTEGER NOT NULL, -- where it stood in the file
  cells TEXT NOT NULL, -- JSON list, as read
  mended TEXT NOT NULL, -- JSON: column to what a person made of it
  PRIMARY KEY (list_id, number)
) STRICT;

-- What packing lists say of an item besides what the schema knew.
ALTER TABLE item ADD COLUMN year INTEGER CONSTRAINT item_year CHECK (year BETWEEN 1950 AND 2100); -- of manufacture
ALTER TABLE item ADD COLUMN warranty_until TEXT; -- partial date
ALTER TABLE item ADD COLUMN accessories TEXT; -- a checklist, one a line
ALTER TABLE item ADD COLUMN unit_price_minor INTEGER CONSTRAINT item_unit_price CHECK (unit_price_minor >= 0); -- of one, in the currency of the value; never sent to donors
