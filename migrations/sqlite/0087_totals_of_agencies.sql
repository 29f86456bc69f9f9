-- Published totals on agencies and donors as well: what an agency received, what a donor funded. The table is made anew because its check
-- named fewer subjects.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE quote_kept AS SELECT * FROM quote;
DROP TABLE quote;
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
  whole INTEGER NOT NULL DEFAULT 0 CONSTRAINT quote_whole CHECK (whole IN (0, 1)),
  programme_id INTEGER REFERENCES programme (id),
  unit_id INTEGER REFERENCES unit (id),
  activity_id INTEGER REFERENCES activity (id),
  counted TEXT CONSTRAINT quote_counted CHECK (counted IN ('trainings', 'participations', 'seized', 'mobile teams',
    'liaison offices', 'port control units', 'vehicles', 'value', 'head count')), -- null: the portal counts no such thing
  period TEXT, -- a partial date: the figure of that year, month or day alone
  topics TEXT, -- one a line
  version INTEGER NOT NULL DEFAULT 1,
  agency_id INTEGER REFERENCES agency (id),
  donor_id INTEGER REFERENCES donor (id),
  CONSTRAINT quote_subject CHECK (
    (CASE WHEN grant_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN round_id IS NULL THEN 0 ELSE 1 END)
      + (CASE WHEN component_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN programme_id IS NULL THEN 0 ELSE 1 END)
      + (CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END)
      + (CASE WHEN agency_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN donor_id IS NULL THEN 0 ELSE 1 END) = 1
  ),
  CONSTRAINT quote_currency CHECK ((measure = 'money') = (currency IS NOT NULL)),
  CONSTRAINT quote_period CHECK (period IS NULL OR as_of IS NULL)
) STRICT;
INSERT INTO quote (id, grant_id, round_id, component_id, what, measure, amount, currency, qualifier, as_published, as_of, note, source_id, whole,
  programme_id, unit_id, activity_id, counted, period, topics, version)
SELECT id, grant_id, round_id, component_id, what, measure, amount, currency, qualifier, as_published, as_of, note, source_id, whole,
  programme_id, unit_id, activity_id, counted, period, topics, version FROM quote_kept ORDER BY id;
DROP TABLE quote_kept;
CREATE INDEX quote_grant ON quote (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX quote_round ON quote (round_id) WHERE round_id IS NOT NULL;
CREATE INDEX quote_component ON quote (component_id) WHERE component_id IS NOT NULL;
CREATE INDEX quote_programme ON quote (programme_id) WHERE programme_id IS NOT NULL;
CREATE INDEX quote_unit ON quote (unit_id) WHERE unit_id IS NOT NULL;
CREATE INDEX quote_activity ON quote (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX quote_agency ON quote (agency_id) WHERE agency_id IS NOT NULL;
CREATE INDEX quote_donor ON quote (donor_id) WHERE donor_id IS NOT NULL;
