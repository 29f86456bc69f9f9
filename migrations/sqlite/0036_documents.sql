-- What binds or explains: decrees, Exchanges of Notes, communiqués, news items; and what each of them applies to.
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CONSTRAINT document_kind CHECK (kind IN ('decree', 'exchange of notes', 'agreement', 'communique', 'news item',
    'paper', 'report', 'minutes', 'letter', 'photographs', 'other')),
  title TEXT NOT NULL,
  number TEXT, -- null: not published
  issued_on TEXT, -- a partial date; null: not stated
  issuer TEXT,
  address TEXT, -- https
  note TEXT,
  readers TEXT NOT NULL CONSTRAINT document_readers CHECK (readers IN ('staff', 'agencies', 'donors', 'parties', 'all')),
  withdrawn TEXT, -- why it does not stand any more; from then on staff alone read it
  source_id INTEGER REFERENCES source (id),
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX document_issued ON document (issued_on, id);

CREATE TABLE document_language (
  document_id INTEGER NOT NULL REFERENCES document (id),
  language TEXT NOT NULL, -- ISO 639-1
  PRIMARY KEY (document_id, language)
) STRICT;

-- What a document applies to: one thing a row.
CREATE TABLE document_link (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES document (id),
  component_id INTEGER REFERENCES component (id),
  phase_id INTEGER REFERENCES phase (id),
  grant_id INTEGER REFERENCES grant_agreement (id),
  round_id INTEGER REFERENCES round (id),
  unit_id INTEGER REFERENCES unit (id),
  act_id INTEGER REFERENCES act (id),
  item_id INTEGER REFERENCES item (id),
  milestone_id INTEGER REFERENCES milestone (id),
  agency_id INTEGER REFERENCES agency (id),
  course_id INTEGER REFERENCES course (id),
  CONSTRAINT document_link_one CHECK (
    CASE WHEN component_id IS NULL THEN 0 ELSE 1 END + CASE WHEN phase_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN grant_id IS NULL THEN 0 ELSE 1 END + CASE WHEN round_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END + CASE WHEN act_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN item_id IS NULL THEN 0 ELSE 1 END + CASE WHEN milestone_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN agency_id IS NULL THEN 0 ELSE 1 END + CASE WHEN course_id IS NULL THEN 0 ELSE 1 END = 1)
) STRICT;
CREATE INDEX document_link_document ON document_link (document_id);
CREATE INDEX document_link_component ON document_link (component_id) WHERE component_id IS NOT NULL;
CREATE INDEX document_link_phase ON document_link (phase_id) WHERE phase_id IS NOT NULL;
CREATE INDEX document_link_grant ON document_link (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX document_link_round ON document_link (round_id) WHERE round_id IS NOT NULL;
CREATE INDEX document_link_unit ON document_link (unit_id) WHERE unit_id IS NOT NULL;
CREATE INDEX document_link_act ON document_link (act_id) WHERE act_id IS NOT NULL;
CREATE INDEX document_link_item ON document_link (item_id) WHERE item_id IS NOT NULL;
CREATE INDEX document_link_milestone ON document_link (milestone_id) WHERE milestone_id IS NOT NULL;
CREATE INDEX document_link_agency ON document_link (agency_id) WHERE agency_id IS NOT NULL;
CREATE INDEX document_link_course ON document_link (course_id) WHERE course_id IS NOT NULL;

-- The document itself: one PDF, or a picture of each page. Another file is another edition; earlier ones stay.
CREATE TABLE document_file (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES document (id),
  edition INTEGER NOT NULL CONSTRAINT document_file_edition CHECK (edition > 0),
  number INTEGER NOT NULL CONSTRAINT document_file_number CHECK (number > 0), -- its place among the pages
  sha256 TEXT NOT NULL REFERENCES stored_file (sha256),
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (document_id, edition, number)
) STRICT;
CREATE TRIGGER document_file_no_update BEFORE UPDATE ON document_file BEGIN SELECT RAISE(ABORT, 'a kept file is never changed'); END;
CREATE TRIGGER document_file_no_delete BEFORE DELETE ON document_file BEGIN SELECT RAISE(ABORT, 'a kept file is never deleted'); END;

-- Documents are found as well. Which nouns there are, the portal says: a list here would be a second one.
CREATE TABLE noun_found (
  id INTEGER PRIMARY KEY, -- the row of noun_search
  noun TEXT NOT NULL,
  noun_id INTEGER NOT NULL,
  scope TEXT NOT NULL CONSTRAINT noun_reader_scope CHECK (scope IN ('all', 'agency', 'donor')),
  scope_id INTEGER NOT NULL,
  handle TEXT NOT NULL, -- how its address names it
  code TEXT NOT NULL, -- what people type who know it, folded; empty: it has none
  title TEXT NOT NULL, -- what a search shows
  below TEXT NOT NULL,
  agency_id INTEGER NOT NULL, -- 0: of none, or of several
  round_id INTEGER NOT NULL, -- 0: of none
  kind TEXT NOT NULL, -- of discrepancies and movements; "late": an act that a later receipt is not in
  state TEXT NOT NULL, -- what is due by a day is "open"
  due_on TEXT NOT NULL, -- open discrepancies: a day, or 9999; empty for all others
  sort_at INTEGER NOT NULL, -- when it was recorded
  sort_day TEXT NOT NULL,
  sort_code TEXT NOT NULL,
  sort_round TEXT NOT NULL,
  sort_item TEXT NOT NULL,
  sort_agency TEXT NOT NULL,
  sort_state TEXT NOT NULL, -- what waits before what is over
  UNIQUE (noun, scope, scope_id, noun_id)
) STRICT;
INSERT INTO noun_found SELECT id, noun, noun_id, scope, scope_id, handle, code, title, below, agency_id, round_id, kind, state, due_on, sort_at, sort_day, sort_code, sort_round, sort_item, sort_agency, sort_state FROM noun_reader;
DROP TABLE noun_reader;
ALTER TABLE noun_found RENAME TO noun_reader;
CREATE INDEX noun_reader_thing ON noun_reader (noun, noun_id);
CREATE INDEX noun_reader_at ON noun_reader (noun, scope, scope_id, sort_at, noun_id);
CREATE INDEX noun_reader_day ON noun_reader (noun, scope, scope_id, sort_day, noun_id);
CREATE INDEX noun_reader_code ON noun_reader (noun, scope, scope_id, sort_code, noun_id);
CREATE INDEX noun_reader_round_code ON noun_reader (noun, scope, scope_id, sort_round, noun_id);
CREATE INDEX noun_reader_item ON noun_reader (noun, scope, scope_id, sort_item, noun_id);
CREATE INDEX noun_reader_agency ON noun_reader (noun, scope, scope_id, sort_agency, noun_id);
CREATE INDEX noun_reader_order ON noun_reader (noun, scope, scope_id, sort_state, noun_id);
CREATE INDEX noun_reader_whose ON noun_reader (noun, scope, scope_id, agency_id, noun_id);
CREATE INDEX noun_reader_state ON noun_reader (noun, scope, scope_id, state, due_on);
CREATE INDEX noun_reader_round ON noun_reader (noun, scope, scope_id, round_id, noun_id);
