-- A milestone can name what it counts and what it waits for. What the portal counted when it was stated as met stays beside that.
ALTER TABLE milestone ADD COLUMN counts TEXT CONSTRAINT milestone_counts CHECK (counts IN ('units', 'activities', 'documents', 'lines'));
ALTER TABLE milestone ADD COLUMN counts_what TEXT; -- a kind of unit, activity or document, or the code of a round
ALTER TABLE milestone ADD COLUMN waits_for_id INTEGER REFERENCES milestone (id); -- of the same component
ALTER TABLE milestone ADD COLUMN computed INTEGER; -- what was counted when it was stated as met
ALTER TABLE milestone ADD COLUMN computed_on TEXT; -- the day with which its target was reached, as far as it is known
CREATE INDEX milestone_waits ON milestone (waits_for_id) WHERE waits_for_id IS NOT NULL;
