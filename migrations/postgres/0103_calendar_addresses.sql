-- A private address under which a calendar program reads the planned handovers of a person: its token is kept as a hash, and it works
-- until the person makes another one or stops it.
CREATE TABLE calendar_address (
  token_hash TEXT COLLATE "C" PRIMARY KEY,
  person_id BIGINT NOT NULL REFERENCES person (id),
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX calendar_address_person ON calendar_address (person_id, ended_at);
