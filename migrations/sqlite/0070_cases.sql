-- Results: cases with their stages, in place of seizures of one unit.
CREATE TABLE seizure_case (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  component_id INTEGER REFERENCES component (id),
  state TEXT NOT NULL CONSTRAINT seizure_case_state CHECK (state IN ('running', 'prosecuted', 'over')),
  case_at TEXT, -- the body that has it, as the source names it
  handed_to INTEGER REFERENCES agency (id), -- reads the whole case
  prosecuted INTEGER CONSTRAINT seizure_case_prosecuted CHECK (prosecuted > 0), -- null: not stated
  published_amount INTEGER CONSTRAINT seizure_case_published CHECK (published_amount > 0), -- of the whole case, as printed
  published_measure TEXT,
  note TEXT,
  source_id INTEGER REFERENCES source (id),
  withdrawn TEXT, -- why it is wrong; from then on staff alone read it
  person_id INTEGER REFERENCES person (id), -- null: carried over from a seizure of an earlier portal
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL,
  CONSTRAINT seizure_case_measure CHECK ((published_amount IS NULL) = (published_measure IS NULL))
) STRICT;
CREATE INDEX seizure_case_component ON seizure_case (component_id);
CREATE INDEX seizure_case_handed ON seizure_case (handed_to) WHERE handed_to IS NOT NULL;

CREATE TABLE case_stage (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES seizure_case (id),
  number INTEGER NOT NULL CONSTRAINT case_stage_number CHECK (number > 0),
  occurred_on TEXT, -- a partial date; null: not known
  date_as_published TEXT,
  place TEXT NOT NULL,
  place_kind TEXT CONSTRAINT case_stage_place CHECK (place_kind IN ('border', 'road', 'rail', 'airport', 'port', 'dwelling', 'post',
    'open', 'other')),
  origin TEXT,
  route TEXT,
  concealment TEXT,
  note TEXT,
  source_id INTEGER REFERENCES source (id),
  withdrawn TEXT,
  person_id INTEGER REFERENCES person (id), -- null: carried over
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL,
  UNIQUE (case_id, number)
) STRICT;
CREATE INDEX case_stage_day ON case_stage (occurred_on);

-- Who acted. A quantity is counted once, however many acted.
CREATE TABLE case_stage_unit (
  stage_id INTEGER NOT NULL REFERENCES case_stage (id),
  unit_id INTEGER NOT NULL REFERENCES unit (id),
  PRIMARY KEY (stage_id, unit_id)
) STRICT;
CREATE INDEX case_stage_unit_unit ON case_stage_unit (unit_id);
CREATE TABLE case_stage_agency (
  stage_id INTEGER NOT NULL REFERENCES case_stage (id),
  agency_id INTEGER NOT NULL REFERENCES agency (id),
  PRIMARY KEY (stage_id, agency_id)
) STRICT;
CREATE INDEX case_stage_agency_agency ON case_stage_agency (agency_id);

CREATE TABLE seized (
  id INTEGER PRIMARY KEY,
  stage_id INTEGER NOT NULL REFERENCES case_stage (id),
  substance TEXT NOT NULL, -- of the list, or "other"
  name TEXT, -- what the source calls it
  measure TEXT NOT NULL CONSTRAINT seized_measure CHECK (measure IN ('grams', 'millilitres', 'pieces')),
  amount INTEGER NOT NULL CONSTRAINT seized_amount CHECK (amount > 0),
  offered_minor INTEGER, -- for how much it was offered for sale, in minor units
  currency TEXT,
  note TEXT,
  CONSTRAINT seized_currency CHECK ((offered_minor IS NULL) = (currency IS NULL)),
  CONSTRAINT seized_name CHECK (substance <> 'other' OR name IS NOT NULL)
) STRICT;
CREATE INDEX seized_stage ON seized (stage_id);

CREATE TABLE held_people (
  id INTEGER PRIMARY KEY,
  stage_id INTEGER NOT NULL REFERENCES case_stage (id),
  number INTEGER CONSTRAINT held_people_number CHECK (number > 0), -- null: not published
  nationality TEXT, -- ISO 3166-1 alpha-2; null: not stated
  sex TEXT NOT NULL CONSTRAINT held_people_sex CHECK (sex IN ('female', 'male', 'not recorded')),
  note TEXT
) STRICT;
CREATE INDEX held_people_stage ON held_people (stage_id);

-- A seizure of an earlier portal is a case of one stage, with the same number. What it was called is kept where that
-- is another word than the list's. How far it came nobody wrote down: it is taken for running, of which the least is told.
INSERT INTO seizure_case (id, code, title, component_id, state, source_id, recorded_at)
  SELECT z.id, 'SEIZURE-' || CAST(z.id AS TEXT), z.place,
    (SELECT k.id FROM component k WHERE k.code = CASE u.kind WHEN 'OCT' THEN 'IMT' ELSE u.kind END), 'running', z.source_id, 0
  FROM seizure z JOIN unit u ON u.id = z.unit_id;
INSERT INTO case_stage (id, case_id, number, occurred_on, date_as_published, place, source_id, recorded_at)
  SELECT id, id, 1, occurred_on, date_as_published, place, source_id, 0 FROM seizure;
INSERT INTO case_stage_unit (stage_id, unit_id) SELECT id, unit_id FROM seizure;
INSERT INTO seized (stage_id, substance, name, measure, amount, note)
  SELECT q.id, CASE WHEN q.word IN ('opium', 'poppy straw', 'morphine', 'heroin', 'hashish', 'cannabis', 'cocaine', 'methadone', 'fentanyl', 'amphetamine',
    'methamphetamine', 'mdma', 'lsd', 'synthetic cannabinoids', 'benzodiazepines', 'acetic anhydride', 'ephedrine',
    'potassium permanganate', 'tropicamide', 'pregabalin', 'tramadol') THEN q.word ELSE 'other' END,
    CASE WHEN q.word = q.substance AND q.word IN ('opium', 'poppy straw', 'morphine', 'heroin', 'hashish', 'cannabis', 'cocaine', 'methadone', 'fentanyl', 'amphetamine',
    'methamphetamine', 'mdma', 'lsd', 'synthetic cannabinoids', 'benzodiazepines', 'acetic anhydride', 'ephedrine',
    'potassium permanganate', 'tropicamide', 'pregabalin', 'tramadol') THEN NULL ELSE q.substance END, 'grams', q.grams, q.note
  FROM (SELECT z.id, z.substance, LOWER(z.substance) AS word, p.grams, p.note, p.id AS part
      FROM seizure z JOIN seizure_part p ON p.seizure_id = z.id
    UNION ALL SELECT z.id, z.substance, LOWER(z.substance), z.grams, NULL, 0 FROM seizure z
      WHERE NOT EXISTS (SELECT 1 FROM seizure_part p WHERE p.seizure_id = z.id)) q ORDER BY q.id, q.part;
DROP TABLE seizure_part;
DROP TABLE seizure;
