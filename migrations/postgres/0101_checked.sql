-- How many of the items that a unit has were checked where they stand: what stands now is made anew at the start.
ALTER TABLE unit_total ADD COLUMN checked BIGINT NOT NULL DEFAULT 0;
