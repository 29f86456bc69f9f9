-- Documents can apply to a programme as well.
ALTER TABLE document_link ADD COLUMN programme_id BIGINT REFERENCES programme (id);
ALTER TABLE document_link DROP CONSTRAINT document_link_one;
ALTER TABLE document_link ADD CONSTRAINT document_link_one CHECK (
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
    + CASE WHEN programme_id IS NULL THEN 0 ELSE 1 END = 1);
CREATE INDEX document_link_programme ON document_link (programme_id) WHERE programme_id IS NOT NULL;
