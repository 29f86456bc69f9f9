-- What the odometer of a vehicle showed on a day. Append-only: the newest reading says how far it has gone.
CREATE TABLE odometer_reading (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  km INTEGER NOT NULL CONSTRAINT odometer_reading_km CHECK (km >= 0),
  read_on TEXT NOT NULL, -- a day
  remark TEXT, -- why it does not fit the other readings
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX odometer_reading_item ON odometer_reading (item_id, read_on);

CREATE TRIGGER odometer_reading_no_update BEFORE UPDATE ON odometer_reading BEGIN SELECT RAISE(ABORT, 'a reading is never changed'); END;
CREATE TRIGGER odometer_reading_no_delete BEFORE DELETE ON odometer_reading BEGIN SELECT RAISE(ABORT, 'a reading is never deleted'); END;
