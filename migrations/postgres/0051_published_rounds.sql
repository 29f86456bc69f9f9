-- A past round of which nothing is known but what was published: it has no lines, and its figures enter no sum.
ALTER TABLE round_step DROP CONSTRAINT round_step_step;
ALTER TABLE round_step ADD CONSTRAINT round_step_step CHECK (step IN ('scheduled', 'dispatched', 'published', 'cancelled'));

-- For which components a round without lines was: a donor of one of them reads it. Of others the lines say it.
CREATE TABLE round_component (
  round_id BIGINT NOT NULL REFERENCES round (id),
  component_id BIGINT NOT NULL REFERENCES component (id),
  PRIMARY KEY (round_id, component_id)
);
