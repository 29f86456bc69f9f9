-- Documents can apply to a programme as well. The table is made anew because its check named fewer things.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE document_link_kept AS SELECT * FROM document_link;
DROP TABLE document_link;
CREATE TABLE document_link (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES document (id),
  component_id INTEGER REFERENCES component (id),
  phase_id INTEGER REFERENCES phase (id),
  grant_id INTEGER REFERENCES grant_agreement (id),
  round_id INTEGER REFERENCES round (id),
  unit_id INTEGER REFERENCES unit (id),
  act_id INTEGER REFERENCES act (id),
  item_id INTEGER REFERENCES item (id),
  milestone_id INTEGER REFERENCES milestone (id),
  agency_id INTEGER REFERENCES agency (id),
  activity_id INTEGER REFERENCES activity (id),
  programme_id INTEGER REFERENCES programme (id),
  CONSTRAINT document_link_one CHECK (
    CASE WHEN component_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN phase_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN grant_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN round_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN act_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN item_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN milestone_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN agency_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN programme_id IS NULL THEN 0 ELSE 1 END = 1)
) STRICT;
INSERT INTO document_link (id, document_id, component_id, phase_id, grant_id, round_id, unit_id, act_id, item_id, milestone_id, agency_id, activity_id)
SELECT id, document_id, component_id, phase_id, grant_id, round_id, unit_id, act_id, item_id, milestone_id, agency_id, activity_id FROM document_link_kept ORDER BY id;
DROP TABLE document_link_kept;
CREATE INDEX document_link_document ON document_link (document_id);
CREATE INDEX document_link_component ON document_link (component_id) WHERE component_id IS NOT NULL;
CREATE INDEX document_link_phase ON document_link (phase_id) WHERE phase_id IS NOT NULL;
CREATE INDEX document_link_grant ON document_link (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX document_link_round ON document_link (round_id) WHERE round_id IS NOT NULL;
CREATE INDEX document_link_unit ON document_link (unit_id) WHERE unit_id IS NOT NULL;
CREATE INDEX document_link_act ON document_link (act_id) WHERE act_id IS NOT NULL;
CREATE INDEX document_link_item ON document_link (item_id) WHERE item_id IS NOT NULL;
CREATE INDEX document_link_milestone ON document_link (milestone_id) WHERE milestone_id IS NOT NULL;
CREATE INDEX document_link_agency ON document_link (agency_id) WHERE agency_id IS NOT NULL;
CREATE INDEX document_link_activity ON document_link (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX document_link_programme ON document_link (programme_id) WHERE programme_id IS NOT NULL;
