-- The terms of a round, and the handover and acceptance acts that are made from them: one for each round and agency, in
-- versions that are never changed.
CREATE TABLE round_terms (
  round_id INTEGER PRIMARY KEY REFERENCES round (id),
  nature TEXT CONSTRAINT round_terms_nature CHECK (nature IN ('title', 'custody')), -- what passes; there is no default
  risk TEXT, -- the moment at which the risk passes
  risk_ru TEXT,
  risk_uz TEXT,
  place TEXT, -- as acts print it
  place_ru TEXT,
  place_uz TEXT,
  occasion TEXT,
  occasion_ru TEXT,
  occasion_uz TEXT,
  copies INTEGER NOT NULL CONSTRAINT round_terms_copies CHECK (copies BETWEEN 1 AND 20),
  report_days INTEGER NOT NULL CONSTRAINT round_terms_report_days CHECK (report_days BETWEEN 1 AND 90), -- to report a loss
  prevailing TEXT CONSTRAINT round_terms_prevailing CHECK (prevailing IN ('en', 'ru', 'uz')), -- whose text prevails
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE round_legal_basis (
  round_id INTEGER NOT NULL REFERENCES round (id),
  position INTEGER NOT NULL,
  words TEXT NOT NULL,
  words_ru TEXT,
  words_uz TEXT,
  PRIMARY KEY (round_id, position)
) STRICT;

CREATE TABLE round_import_document (
  round_id INTEGER NOT NULL REFERENCES round (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CONSTRAINT round_import_document_kind CHECK (kind IN ('customs declaration', 'waybill', 'exemption')),
  number TEXT NOT NULL,
  dated TEXT, -- a day
  PRIMARY KEY (round_id, position)
) STRICT;

-- Who signs the acts of a round: one for UNODC, one for each agency, and witnesses. A deputy signs by a mandate.
CREATE TABLE round_signatory (
  id INTEGER PRIMARY KEY,
  round_id INTEGER NOT NULL REFERENCES round (id),
  side TEXT NOT NULL CONSTRAINT round_signatory_side CHECK (side IN ('transferring', 'receiving', 'witness')),
  agency_id INTEGER REFERENCES agency (id), -- receiving only
  position INTEGER NOT NULL, -- among those of the same side
  name TEXT NOT NULL,
  name_ru TEXT,
  name_uz TEXT,
  post TEXT NOT NULL,
  post_ru TEXT,
  post_uz TEXT,
  organisation TEXT, -- not of an agency: its own name on the day stands there
  organisation_ru TEXT,
  organisation_uz TEXT,
  authority TEXT, -- on what the authority rests
  authority_ru TEXT,
  authority_uz TEXT,
  person_id INTEGER REFERENCES person (id), -- the account of whoever signs here
  deputy TEXT, -- signs instead
  deputy_ru TEXT,
  deputy_uz TEXT,
  deputy_post TEXT,
  deputy_post_ru TEXT,
  deputy_post_uz TEXT,
  mandate_number TEXT,
  mandate_on TEXT, -- a day
  CONSTRAINT round_signatory_agency CHECK ((side = 'receiving') = (agency_id IS NOT NULL)),
  CONSTRAINT round_signatory_organisation CHECK ((side = 'receiving') = (organisation IS NULL)),
  CONSTRAINT round_signatory_mandate CHECK ((deputy IS NULL) = (mandate_number IS NULL) AND (deputy IS NULL) = (mandate_on IS NULL)
    AND (deputy IS NULL) = (deputy_post IS NULL) AND (deputy IS NULL OR side = 'receiving')),
  UNIQUE (round_id, side, position)
) STRICT;

ALTER TABLE agency_name ADD COLUMN name_ru TEXT;
ALTER TABLE agency_name ADD COLUMN name_uz TEXT;
ALTER TABLE unit ADD COLUMN name_ru TEXT; -- as acts print it; without one the English name
ALTER TABLE unit ADD COLUMN name_uz TEXT;
ALTER TABLE unit ADD COLUMN place_ru TEXT;
ALTER TABLE unit ADD COLUMN place_uz TEXT;

-- What an English word of acts is in the other languages: what things are called, units of measure, accessories, donors.
CREATE TABLE act_word (
  en TEXT PRIMARY KEY,
  ru TEXT,
  uz TEXT
) STRICT;

-- The clauses, as staff worded them; before the first row the wording that comes with the portal.
CREATE TABLE act_clauses (
  version INTEGER PRIMARY KEY,
  en TEXT NOT NULL, -- TOML
  ru TEXT NOT NULL,
  uz TEXT NOT NULL,
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE act (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE, -- HA-2019-001: the year of the handover, then counted without gaps
  round_id INTEGER NOT NULL REFERENCES round (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  UNIQUE (round_id, agency_id)
) STRICT;

CREATE TABLE act_version (
  id INTEGER PRIMARY KEY,
  act_id INTEGER NOT NULL REFERENCES act (id),
  version INTEGER NOT NULL CONSTRAINT act_version_version CHECK (version >= 1),
  content TEXT NOT NULL, -- JSON: all that is signed, with the wording of that day
  hash TEXT NOT NULL, -- SHA-256 over the canonical form of the content
  code TEXT NOT NULL UNIQUE, -- 128 random bits: the address under which anybody can check it
  origin TEXT NOT NULL, -- where the portal was reached then: it is printed
  reason TEXT, -- why it supersedes the version before
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT act_version_reason CHECK ((version = 1) = (reason IS NULL)),
  UNIQUE (act_id, version)
) STRICT;

-- Who is to sign a version, in order, as its content names them.
CREATE TABLE act_signer (
  act_version_id INTEGER NOT NULL REFERENCES act_version (id),
  position INTEGER NOT NULL, -- 0: UNODC, 1: the agency, 2 …: witnesses
  side TEXT NOT NULL CONSTRAINT act_signer_side CHECK (side IN ('transferring', 'receiving', 'witness')),
  name TEXT NOT NULL,
  post TEXT NOT NULL,
  person_id INTEGER REFERENCES person (id),
  PRIMARY KEY (act_version_id, position)
) STRICT;

CREATE TRIGGER act_clauses_no_update BEFORE UPDATE ON act_clauses BEGIN SELECT RAISE(ABORT, 'a wording of the clauses is never changed'); END;
CREATE TRIGGER act_clauses_no_delete BEFORE DELETE ON act_clauses BEGIN SELECT RAISE(ABORT, 'a wording of the clauses is never deleted'); END;
CREATE TRIGGER act_no_update BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'an act is never changed'); END;
CREATE TRIGGER act_no_delete BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'an act is never deleted'); END;
CREATE TRIGGER act_version_no_update BEFORE UPDATE ON act_version BEGIN SELECT RAISE(ABORT, 'a version of an act is never changed'); END;
CREATE TRIGGER act_version_no_delete BEFORE DELETE ON act_version BEGIN SELECT RAISE(ABORT, 'a version of an act is never deleted'); END;
CREATE TRIGGER act_signer_no_update BEFORE UPDATE ON act_signer BEGIN SELECT RAISE(ABORT, 'a version of an act is never changed'); END;
CREATE TRIGGER act_signer_no_delete BEFORE DELETE ON act_signer BEGIN SELECT RAISE(ABORT, 'a version of an act is never deleted'); END;
