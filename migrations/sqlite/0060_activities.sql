-- Courses become activities: workshops, study visits, forums and joint operations beside training. Their codes stay.
ALTER TABLE course RENAME TO activity;
ALTER TABLE activity RENAME COLUMN participants TO participations; -- one person at one activity; null: not stated
ALTER TABLE activity ADD COLUMN kind TEXT NOT NULL DEFAULT 'training' CONSTRAINT activity_kind CHECK (kind IN ('training', 'workshop', 'study visit', 'forum', 'joint operation'));
-- What stands now; activity_state says what it was before.
ALTER TABLE activity ADD COLUMN state TEXT NOT NULL DEFAULT 'held' CONSTRAINT activity_state_now CHECK (state IN ('planned', 'held', 'cancelled'));
ALTER TABLE activity ADD COLUMN component_id INTEGER REFERENCES component (id); -- where no source says the phase
ALTER TABLE activity ADD COLUMN topics TEXT; -- one a line, as organisers and trainers
ALTER TABLE activity ADD COLUMN others TEXT; -- bodies that took part and are no agencies here, one a line
ALTER TABLE activity ADD COLUMN persons INTEGER; -- different people; null: not recorded
ALTER TABLE activity ADD COLUMN completed INTEGER;
ALTER TABLE activity ADD COLUMN dropped INTEGER;
-- A date can be unknown. SQLite takes NOT NULL from no column.
DROP INDEX course_starts;
ALTER TABLE activity ADD COLUMN begins_on TEXT; -- partial date; null: no source states one
UPDATE activity SET begins_on = starts_on;
ALTER TABLE activity DROP COLUMN starts_on;
ALTER TABLE activity RENAME COLUMN begins_on TO starts_on;
-- What was there so far had been held, unless it begins after today in Tashkent. Of a month or a year the text says so as well: it
-- is greater where all of it lies ahead, and less where today is a part of it.
UPDATE activity SET state = 'planned' WHERE starts_on > date('now', '+5 hours');
CREATE INDEX activity_starts ON activity (starts_on, id);
CREATE INDEX activity_phase ON activity (phase_id);

ALTER TABLE course_agency RENAME TO activity_agency;
ALTER TABLE activity_agency RENAME COLUMN course_id TO activity_id;
CREATE INDEX activity_agency_agency ON activity_agency (agency_id, activity_id);
ALTER TABLE course_unit RENAME TO activity_unit;
ALTER TABLE activity_unit RENAME COLUMN course_id TO activity_id;
ALTER TABLE course_country RENAME TO activity_country;
ALTER TABLE activity_country RENAME COLUMN course_id TO activity_id;

-- The countries in which it is held.
CREATE TABLE activity_host (
  activity_id INTEGER NOT NULL REFERENCES activity (id),
  country TEXT NOT NULL,
  PRIMARY KEY (activity_id, country)
) STRICT;

-- How many participations, as far as it is known by agency, unit and sex.
CREATE TABLE participation (
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id),
  agency_id INTEGER REFERENCES agency (id),
  unit_id INTEGER REFERENCES unit (id),
  sex TEXT NOT NULL CONSTRAINT participation_sex CHECK (sex IN ('female', 'male', 'not recorded')),
  count INTEGER NOT NULL CONSTRAINT participation_count CHECK (count > 0)
) STRICT;
INSERT INTO participation (activity_id, agency_id, unit_id, sex, count)
  SELECT course_id, agency_id, unit_id, sex, count FROM attendance ORDER BY id;
DROP TABLE attendance;
CREATE INDEX participation_activity ON participation (activity_id);
CREATE INDEX participation_agency ON participation (agency_id, activity_id);

-- What became of it since it was recorded: who says so, and when.
CREATE TABLE activity_state (
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id),
  was TEXT NOT NULL CONSTRAINT activity_state_was CHECK (was IN ('planned', 'held', 'cancelled')),
  state TEXT NOT NULL CONSTRAINT activity_state_state CHECK (state IN ('planned', 'held', 'cancelled')),
  stated_on TEXT, -- a partial date: since when it is so, where that is known
  reason TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_state_activity ON activity_state (activity_id, id);
CREATE TRIGGER activity_state_no_update BEFORE UPDATE ON activity_state BEGIN SELECT RAISE(ABORT, 'a state is never changed'); END;
CREATE TRIGGER activity_state_no_delete BEFORE DELETE ON activity_state BEGIN SELECT RAISE(ABORT, 'a state is never deleted'); END;

ALTER TABLE document_link RENAME COLUMN course_id TO activity_id;
DROP INDEX document_link_course;
CREATE INDEX document_link_activity ON document_link (activity_id) WHERE activity_id IS NOT NULL;
