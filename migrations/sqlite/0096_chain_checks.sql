-- When the audit chain was verified, by whom and with what result. It says something of the chain and stands outside of it: a copy of
-- the database is verified as it is.
CREATE TABLE chain_check (
  id INTEGER PRIMARY KEY,
  changes INTEGER NOT NULL, -- how many rows of the chain there were
  finding TEXT, -- the first row that was wrong; empty: nothing was
  person_id INTEGER REFERENCES person (id), -- empty: the command line
  began_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL
) STRICT;
CREATE INDEX chain_check_person ON chain_check (person_id);
