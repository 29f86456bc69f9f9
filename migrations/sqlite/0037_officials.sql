-- Officials: who signed, witnessed or spoke, with the post of that day; and where an agreement was signed.
CREATE TABLE official (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  note TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL
) STRICT;

-- The names under which sources print the same person.
CREATE TABLE official_alias (
  official_id INTEGER NOT NULL REFERENCES official (id),
  name TEXT NOT NULL,
  PRIMARY KEY (official_id, name)
) STRICT;

-- What somebody did on a day, in the post of that day. Some sources name the post alone.
CREATE TABLE appearance (
  id INTEGER PRIMARY KEY,
  official_id INTEGER REFERENCES official (id),
  part TEXT NOT NULL CONSTRAINT appearance_part CHECK (part IN ('signed', 'witnessed', 'spoke', 'attended', 'held')),
  post TEXT,
  grant_id INTEGER REFERENCES grant_agreement (id),
  round_id INTEGER REFERENCES round (id),
  occurred_on TEXT, -- a partial date, of a post that was held; the others have the day of the agreement or the round
  among_others INTEGER NOT NULL DEFAULT 0, -- as printed: there were more than the source names
  source_id INTEGER REFERENCES source (id),
  withdrawn TEXT, -- why it is wrong; from then on staff alone read it
  person_id INTEGER REFERENCES person (id), -- null: carried over from what the form of the grant had as a text
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL,
  CONSTRAINT appearance_named CHECK (official_id IS NOT NULL OR post IS NOT NULL),
  CONSTRAINT appearance_of CHECK ((part IN ('signed', 'witnessed')) = (grant_id IS NOT NULL)
    AND (part IN ('spoke', 'attended')) = (round_id IS NOT NULL) AND (part = 'held') = (occurred_on IS NOT NULL))
) STRICT;
CREATE INDEX appearance_official ON appearance (official_id);
CREATE INDEX appearance_grant ON appearance (grant_id);
CREATE INDEX appearance_round ON appearance (round_id);

-- One a line, or separated by "; ": nobody is guessed from them, they stand there as they were written.
WITH RECURSIVE piece (grant_id, part, rest, post, recorded_at) AS (
  SELECT id, 'signed', REPLACE(signatories, '; ', CHAR(10)) || CHAR(10), '', recorded_at FROM grant_agreement
    WHERE signatories IS NOT NULL
  UNION ALL
  SELECT id, 'witnessed', REPLACE(witness, '; ', CHAR(10)) || CHAR(10), '', recorded_at FROM grant_agreement
    WHERE witness IS NOT NULL
  UNION ALL
  SELECT grant_id, part, SUBSTR(rest, INSTR(rest, CHAR(10)) + 1), TRIM(SUBSTR(rest, 1, INSTR(rest, CHAR(10)) - 1)), recorded_at
    FROM piece WHERE rest <> ''
)
INSERT INTO appearance (part, post, grant_id, recorded_at)
  SELECT part, post, grant_id, recorded_at FROM piece WHERE post <> '' ORDER BY grant_id, part;

ALTER TABLE grant_agreement DROP COLUMN signatories;
ALTER TABLE grant_agreement DROP COLUMN witness;
ALTER TABLE grant_agreement ADD COLUMN signed_at TEXT; -- the place
ALTER TABLE round ADD COLUMN present TEXT; -- guests as the source names them: "Ambassadors of …"
ALTER TABLE round ADD COLUMN shown TEXT; -- "exhibition of the equipment"
