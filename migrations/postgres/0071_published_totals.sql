-- Published totals on any noun: about the programme as a whole, a unit or an activity as well; of a period or as of a day; what is
-- counted, where the portal counts the same.
ALTER TABLE quote ADD COLUMN programme_id BIGINT REFERENCES programme (id);
ALTER TABLE quote ADD COLUMN unit_id BIGINT REFERENCES unit (id);
ALTER TABLE quote ADD COLUMN activity_id BIGINT REFERENCES activity (id);
ALTER TABLE quote ADD COLUMN counted TEXT CONSTRAINT quote_counted CHECK (counted IN ('trainings', 'participations', 'seized', 'mobile teams',
    'liaison offices', 'port control units', 'vehicles', 'value', 'head count')); -- null: the portal counts no such thing
ALTER TABLE quote ADD COLUMN period TEXT COLLATE "C"; -- a partial date: the figure of that year, month or day alone
ALTER TABLE quote ADD COLUMN topics TEXT; -- one a line
ALTER TABLE quote ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE quote DROP CONSTRAINT quote_subject;
ALTER TABLE quote ADD CONSTRAINT quote_subject CHECK (
    (CASE WHEN grant_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN round_id IS NULL THEN 0 ELSE 1 END)
      + (CASE WHEN component_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN programme_id IS NULL THEN 0 ELSE 1 END)
      + (CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END) = 1
  );
ALTER TABLE quote ADD CONSTRAINT quote_period CHECK (period IS NULL OR as_of IS NULL);
CREATE INDEX quote_grant ON quote (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX quote_round ON quote (round_id) WHERE round_id IS NOT NULL;
CREATE INDEX quote_component ON quote (component_id) WHERE component_id IS NOT NULL;
CREATE INDEX quote_programme ON quote (programme_id) WHERE programme_id IS NOT NULL;
CREATE INDEX quote_unit ON quote (unit_id) WHERE unit_id IS NOT NULL;
CREATE INDEX quote_activity ON quote (activity_id) WHERE activity_id IS NOT NULL;
