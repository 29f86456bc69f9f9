-- What parts of lists add up to: kept as items change, so that a list that is narrowed, its choices and what is said beside a published
-- figure cost what they show. All of it follows from what stands now and is made anew at the start.
CREATE TABLE reader_part (
  scope TEXT NOT NULL,
  scope_id INTEGER NOT NULL,
  unit_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  component_id INTEGER NOT NULL,
  phase_id INTEGER NOT NULL,
  delivered_phase_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  currency TEXT NOT NULL,
  items INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  PRIMARY KEY (scope, scope_id, unit_id, agency_id, component_id, phase_id, delivered_phase_id, kind, state, currency)
) STRICT;
CREATE INDEX reader_part_nothing ON reader_part (items) WHERE items = 0;

-- What was received, by the day of its newest receipt.
CREATE TABLE received_part (
  scope TEXT NOT NULL,
  scope_id INTEGER NOT NULL,
  component_id INTEGER NOT NULL,
  unit_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  currency TEXT NOT NULL,
  received_on TEXT NOT NULL,
  illustrative INTEGER NOT NULL, -- invented to add up to a published value
  items INTEGER NOT NULL,
  pieces INTEGER NOT NULL,
  confirmed_minor INTEGER NOT NULL,
  PRIMARY KEY (scope, scope_id, component_id, unit_id, kind, currency, received_on, illustrative)
) STRICT;
CREATE INDEX received_part_nothing ON received_part (items) WHERE items = 0;

-- What a grant bought.
CREATE TABLE grant_part (
  grant_id INTEGER NOT NULL,
  unit_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  sent INTEGER NOT NULL,
  currency TEXT NOT NULL,
  items INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  PRIMARY KEY (grant_id, unit_id, agency_id, state, sent, currency)
) STRICT;
CREATE INDEX grant_part_nothing ON grant_part (items) WHERE items = 0;
