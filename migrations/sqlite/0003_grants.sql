-- Grants. "grant" is a word of SQL, so the table is named grant_agreement.
CREATE TABLE grant_agreement (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  instrument TEXT,
  signed_on TEXT, -- signed, announced and received are three dates, never merged
  announced_on TEXT,
  signatories TEXT,
  witness TEXT,
  ceiling_minor INTEGER CONSTRAINT grant_ceiling CHECK (ceiling_minor > 0), -- minor units of ceiling_currency
  ceiling_currency TEXT,
  ceiling_source_id INTEGER REFERENCES source (id),
  source_id INTEGER REFERENCES source (id),
  version INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL,
  CONSTRAINT grant_ceiling_whole CHECK ((ceiling_minor IS NULL) = (ceiling_currency IS NULL))
) STRICT;

CREATE TABLE grant_donor (
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  donor_id INTEGER NOT NULL REFERENCES donor (id),
  PRIMARY KEY (grant_id, donor_id)
) STRICT;

CREATE TABLE grant_country (
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  country TEXT NOT NULL,
  PRIMARY KEY (grant_id, country)
) STRICT;

-- What a grant is for: component and phase, with an amount where one is known.
CREATE TABLE allocation (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  phase_id INTEGER NOT NULL REFERENCES phase (id),
  amount_minor INTEGER,
  currency TEXT,
  qualifier TEXT, -- "over", "nearly": printed before the figure
  basis TEXT CONSTRAINT allocation_basis CHECK (basis IN ('quoted', 'booked')),
  source_id INTEGER REFERENCES source (id),
  CONSTRAINT allocation_whole CHECK ((amount_minor IS NULL) = (currency IS NULL))
) STRICT;
CREATE INDEX allocation_grant ON allocation (grant_id);
