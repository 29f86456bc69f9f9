-- Training courses, results and published figures. People are counted, never named.
CREATE TABLE course (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  starts_on TEXT NOT NULL, -- partial date
  ends_on TEXT,
  place TEXT,
  organisers TEXT,
  trainers TEXT,
  participants INTEGER, -- null: the source does not state a number
  phase_id INTEGER REFERENCES phase (id),
  source_id INTEGER REFERENCES source (id),
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE course_agency (
  course_id INTEGER NOT NULL REFERENCES course (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  PRIMARY KEY (course_id, agency_id)
) STRICT;

CREATE TABLE course_unit (
  course_id INTEGER NOT NULL REFERENCES course (id),
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  PRIMARY KEY (course_id, unit_id)
) STRICT;

CREATE TABLE course_country (
  course_id INTEGER NOT NULL REFERENCES course (id),
  country TEXT NOT NULL,
  PRIMARY KEY (course_id, country)
) STRICT;

-- How many took part, as far as it is known by agency, unit and sex.
CREATE TABLE attendance (
  id INTEGER PRIMARY KEY,
  course_id INTEGER NOT NULL REFERENCES course (id),
  agency_id INTEGER REFERENCES agency (id),
  unit_id INTEGER REFERENCES unit (id),
  sex TEXT NOT NULL CONSTRAINT attendance_sex CHECK (sex IN ('female', 'male', 'not recorded')),
  count INTEGER NOT NULL CONSTRAINT attendance_count CHECK (count > 0)
) STRICT;
CREATE INDEX attendance_course ON attendance (course_id);

CREATE TABLE seizure (
  id INTEGER PRIMARY KEY,
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  place TEXT NOT NULL,
  occurred_on TEXT, -- partial date; null when not known
  date_as_published TEXT,
  substance TEXT NOT NULL,
  grams INTEGER NOT NULL CONSTRAINT seizure_grams CHECK (grams > 0), -- the whole, in whole grams
  source_id INTEGER REFERENCES source (id)
) STRICT;

CREATE TABLE seizure_part (
  id INTEGER PRIMARY KEY,
  seizure_id INTEGER NOT NULL REFERENCES seizure (id),
  grams INTEGER NOT NULL CONSTRAINT seizure_part_grams CHECK (grams > 0),
  note TEXT
) STRICT;

-- Published figures as printed. Any number of them; none is "the" value, and none is ever computed with.
CREATE TABLE quote (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER REFERENCES grant_agreement (id),
  round_id INTEGER REFERENCES round (id),
  component_id INTEGER REFERENCES component (id),
  what TEXT NOT NULL,
  measure TEXT NOT NULL CONSTRAINT quote_measure CHECK (measure IN ('money', 'count', 'grams')),
  amount INTEGER NOT NULL, -- minor units, a count, or whole grams
  currency TEXT,
  qualifier TEXT,
  as_published TEXT, -- the printed words
  as_of TEXT, -- partial date
  note TEXT,
  source_id INTEGER REFERENCES source (id),
  CONSTRAINT quote_subject CHECK (
    (CASE WHEN grant_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN round_id IS NULL THEN 0 ELSE 1 END)
      + (CASE WHEN component_id IS NULL THEN 0 ELSE 1 END) = 1
  ),
  CONSTRAINT quote_currency CHECK ((measure = 'money') = (currency IS NOT NULL))
) STRICT;
