-- Published totals on agencies and donors as well: what an agency received, what a donor funded.
ALTER TABLE quote ADD COLUMN agency_id BIGINT REFERENCES agency (id);
ALTER TABLE quote ADD COLUMN donor_id BIGINT REFERENCES donor (id);
ALTER TABLE quote DROP CONSTRAINT quote_subject;
ALTER TABLE quote ADD CONSTRAINT quote_subject CHECK (
    (CASE WHEN grant_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN round_id IS NULL THEN 0 ELSE 1 END)
      + (CASE WHEN component_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN programme_id IS NULL THEN 0 ELSE 1 END)
      + (CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END)
      + (CASE WHEN agency_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN donor_id IS NULL THEN 0 ELSE 1 END) = 1
  );
CREATE INDEX quote_agency ON quote (agency_id) WHERE agency_id IS NOT NULL;
CREATE INDEX quote_donor ON quote (donor_id) WHERE donor_id IS NOT NULL;
