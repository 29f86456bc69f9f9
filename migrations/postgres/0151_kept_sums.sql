-- What parts of lists add up to: kept as items change, so that a list that is narrowed, its choices and what is said beside a published
-- figure cost what they show. All of it follows from what stands now and is made anew at the start.
CREATE TABLE reader_part (
  scope TEXT NOT NULL,
  scope_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  agency_id BIGINT NOT NULL,
  component_id BIGINT NOT NULL,
  phase_id BIGINT NOT NULL,
  delivered_phase_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  currency TEXT NOT NULL,
  items BIGINT NOT NULL,
  value_minor BIGINT NOT NULL,
  PRIMARY KEY (scope, scope_id, unit_id, agency_id, component_id, phase_id, delivered_phase_id, kind, state, currency)
);
CREATE INDEX reader_part_nothing ON reader_part (items) WHERE items = 0;

-- What was received, by the day of its newest receipt.
CREATE TABLE received_part (
  scope TEXT NOT NULL,
  scope_id BIGINT NOT NULL,
  component_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  currency TEXT NOT NULL,
  received_on TEXT COLLATE "C" NOT NULL,
  illustrative BOOLEAN NOT NULL, -- invented to add up to a published value
  items BIGINT NOT NULL,
  pieces BIGINT NOT NULL,
  confirmed_minor BIGINT NOT NULL,
  PRIMARY KEY (scope, scope_id, component_id, unit_id, kind, currency, received_on, illustrative)
);
CREATE INDEX received_part_nothing ON received_part (items) WHERE items = 0;

-- What a grant bought.
CREATE TABLE grant_part (
  grant_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  agency_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  sent BOOLEAN NOT NULL,
  currency TEXT NOT NULL,
  items BIGINT NOT NULL,
  value_minor BIGINT NOT NULL,
  PRIMARY KEY (grant_id, unit_id, agency_id, state, sent, currency)
);
CREATE INDEX grant_part_nothing ON grant_part (items) WHERE items = 0;
