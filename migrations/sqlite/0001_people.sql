-- Who signs in. Scope columns point at exactly what the role needs: an officer at an agency, a donor viewer at a donor.
CREATE TABLE donor (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  iati_ref TEXT -- organisation identifier; confirmed before anything is published
) STRICT;

CREATE TABLE agency (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  country TEXT NOT NULL, -- ISO 3166-1 alpha-2
  part TEXT -- its part in the programme beyond receiving, e.g. national coordinator
) STRICT;

-- Names over time: a document prints the name that was valid on its day.
CREATE TABLE agency_name (
  id INTEGER PRIMARY KEY,
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  name TEXT NOT NULL,
  valid_from TEXT, -- first day, open when null
  valid_until TEXT, -- first day on which it was no longer valid
  note TEXT -- how sources print it differently
) STRICT;
CREATE INDEX agency_name_agency ON agency_name (agency_id);

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CONSTRAINT person_role CHECK (role IN ('administrator', 'staff', 'officer', 'donor')),
  agency_id INTEGER REFERENCES agency (id),
  donor_id INTEGER REFERENCES donor (id),
  password_hash TEXT, -- argon2id PHC string; null until the one-time link was used
  created_at INTEGER NOT NULL, -- every *_at: milliseconds since 1970, UTC
  disabled_at INTEGER,
  failed_sign_ins INTEGER NOT NULL DEFAULT 0, -- since the last success
  failed_at INTEGER, -- the last failure
  CONSTRAINT person_scope CHECK (
    (role = 'officer') = (agency_id IS NOT NULL) AND (role = 'donor') = (donor_id IS NOT NULL)
  )
) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE, -- SHA-256 of the cookie: a stolen table opens nothing
  person_id INTEGER NOT NULL REFERENCES person (id),
  created_at INTEGER NOT NULL, -- absolute expiry counts from here
  seen_at INTEGER NOT NULL, -- idle expiry counts from here
  ended_at INTEGER,
  device TEXT -- the browser as it named itself, so that a person recognises own sessions
) STRICT;
CREATE INDEX session_person ON session (person_id);

-- Single-use links with which a person sets the first (or a new) password.
CREATE TABLE sign_in_link (
  id INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  person_id INTEGER NOT NULL REFERENCES person (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

-- A rejected form, kept for the person who sent it, so that nothing typed is lost when the page comes back.
CREATE TABLE parked_form (
  person_id INTEGER NOT NULL REFERENCES person (id),
  page TEXT NOT NULL, -- the path of the form
  body TEXT NOT NULL, -- as it was sent
  answer TEXT NOT NULL, -- the error, as JSON
  parked_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, page)
) STRICT;

-- Every change carries a key made with its form; sending it again returns the first answer.
CREATE TABLE submission (
  person_id INTEGER NOT NULL REFERENCES person (id),
  key TEXT NOT NULL,
  digest TEXT NOT NULL, -- of what was sent: the same key with other content is refused
  answer TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, key)
) STRICT;
