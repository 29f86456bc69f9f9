-- The life of a unit: planned, announced, working, closed, each with its date, how exactly it is known, and its source. Offices,
-- centres and port control units are units as well.
ALTER TABLE unit DROP CONSTRAINT unit_kind;
ALTER TABLE unit ADD CONSTRAINT unit_kind CHECK (kind IN ('IMT', 'OCT', 'BLO', 'PCU', 'SITUATION-CENTRE', 'OFFICE', 'TRAINING-CENTRE'));
ALTER TABLE unit ADD COLUMN since_by BOOLEAN NOT NULL DEFAULT FALSE; -- it began to work some time until `since`
ALTER TABLE unit ADD COLUMN announced_on TEXT COLLATE "C"; -- a partial date
ALTER TABLE unit ADD COLUMN country TEXT; -- ISO 3166
ALTER TABLE unit_change DROP CONSTRAINT unit_change_kind;
ALTER TABLE unit_change ADD CONSTRAINT unit_change_kind CHECK (kind IN ('planned', 'announced', 'working', 'closed', 'moved', 'manned'));
ALTER TABLE unit_change ADD COLUMN by_then BOOLEAN NOT NULL DEFAULT FALSE; -- it had happened by that date
ALTER TABLE unit_change ADD COLUMN source_id BIGINT REFERENCES source (id);
