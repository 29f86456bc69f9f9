-- Two more roles: the national coordinator, who reads what concerns one country, and the focal point for financial tracing, who
-- reads the cases handed on to its agency.
ALTER TABLE person DROP CONSTRAINT person_role;
ALTER TABLE person ADD CONSTRAINT person_role CHECK (role IN ('administrator', 'staff', 'officer', 'donor', 'coordinator', 'focal-point'));
ALTER TABLE person ADD COLUMN country TEXT CONSTRAINT person_country CHECK (length(country) = 2); -- ISO 3166: of a coordinator
ALTER TABLE person DROP CONSTRAINT person_scope;
ALTER TABLE person ADD CONSTRAINT person_scope CHECK (
  (role IN ('officer', 'focal-point')) = (agency_id IS NOT NULL) AND (role = 'donor') = (donor_id IS NOT NULL)
  AND (role = 'coordinator') = (country IS NOT NULL)
);
CREATE INDEX unit_country ON unit (country);
CREATE INDEX agency_country ON agency (country);
