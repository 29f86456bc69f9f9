-- Two more roles: the national coordinator, who reads what concerns one country, and the focal point for financial tracing, who
-- reads the cases handed on to its agency. The table is made anew because its checks named fewer roles.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE person_kept AS SELECT * FROM person;
DROP TABLE person;
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CONSTRAINT person_role CHECK (role IN ('administrator', 'staff', 'officer', 'donor', 'coordinator', 'focal-point')),
  agency_id INTEGER REFERENCES agency (id),
  donor_id INTEGER REFERENCES donor (id),
  password_hash TEXT, -- argon2id PHC string; null until the one-time link was used
  created_at INTEGER NOT NULL, -- every *_at: milliseconds since 1970, UTC
  disabled_at INTEGER,
  failed_sign_ins INTEGER NOT NULL DEFAULT 0, -- since the last success
  failed_at INTEGER, -- the last failure
  email TEXT, -- where mail goes; set by the person
  country TEXT CONSTRAINT person_country CHECK (length(country) = 2), -- ISO 3166: of a coordinator
  CONSTRAINT person_scope CHECK (
    (role IN ('officer', 'focal-point')) = (agency_id IS NOT NULL) AND (role = 'donor') = (donor_id IS NOT NULL)
    AND (role = 'coordinator') = (country IS NOT NULL)
  )
) STRICT;
INSERT INTO person (id, login, name, role, agency_id, donor_id, password_hash, created_at, disabled_at, failed_sign_ins, failed_at, email)
SELECT id, login, name, role, agency_id, donor_id, password_hash, created_at, disabled_at, failed_sign_ins, failed_at, email
FROM person_kept ORDER BY id;
DROP TABLE person_kept;
CREATE INDEX unit_country ON unit (country);
CREATE INDEX agency_country ON agency (country);
