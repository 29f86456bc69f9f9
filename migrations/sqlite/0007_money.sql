-- Money: rates, the ledger of each grant, budgets, locks, and funding shares as dated facts. Everything here is
-- append-only; a decision (approved, rejected) is a row of its own, made by another person than the one who entered.

-- Units of the currency for one US dollar, in the direction and with the digits as published.
CREATE TABLE fx_rate (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL CONSTRAINT fx_rate_source CHECK (source IN ('UNORE', 'DONOR_OFFICIAL', 'IMF_MONTHLY_AVG', 'BANK', 'AGREEMENT', 'IMPLIED')),
  currency TEXT NOT NULL CONSTRAINT fx_rate_currency CHECK (currency <> 'USD'),
  units_per_usd TEXT NOT NULL, -- an exact decimal
  effective_on TEXT NOT NULL,
  published_on TEXT,
  source_url TEXT,
  note TEXT,
  supersedes_id INTEGER REFERENCES fx_rate (id), -- with the reason in the note
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX fx_rate_lookup ON fx_rate (source, currency, effective_on);
CREATE INDEX fx_rate_supersedes ON fx_rate (supersedes_id);

CREATE TABLE fx_rate_decision (
  rate_id INTEGER PRIMARY KEY REFERENCES fx_rate (id),
  decision TEXT NOT NULL CONSTRAINT fx_rate_decision_word CHECK (decision IN ('approved', 'rejected')),
  reason TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

-- A budget line of a grant, in US cents; every revision is a row.
CREATE TABLE budget_line (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  phase_id INTEGER REFERENCES phase (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (grant_id, code)
) STRICT;

CREATE TABLE budget_revision (
  id INTEGER PRIMARY KEY,
  budget_line_id INTEGER NOT NULL REFERENCES budget_line (id),
  version INTEGER NOT NULL, -- 1 is the original budget
  cents INTEGER NOT NULL CONSTRAINT budget_revision_cents CHECK (cents >= 0),
  effective_on TEXT NOT NULL,
  reason TEXT,
  document TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (budget_line_id, version)
) STRICT;

-- The ledger. Amounts are positive but for revisions, exchange differences and reversals.
CREATE TABLE money_event (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  number INTEGER NOT NULL, -- JP-2020/7
  kind TEXT NOT NULL CONSTRAINT money_event_kind CHECK (kind IN ('pledge', 'ceiling', 'ceiling_revision', 'receipt', 'expenditure',
    'open_commitment', 'commitment_release', 'psc', 'levy', 'interest', 'fx_revaluation', 'fx_realised', 'reprogramming', 'refund_to_donor')),
  minor INTEGER NOT NULL CONSTRAINT money_event_minor CHECK (minor <> 0), -- minor units of the currency
  currency TEXT NOT NULL,
  value_date TEXT NOT NULL,
  booked_cents INTEGER, -- US cents at the pinned rate; null: no rate was known, and none is invented
  rate_id INTEGER REFERENCES fx_rate (id), -- null when the rate was stated in a document
  rate TEXT,
  rate_source TEXT,
  rate_effective_on TEXT,
  rate_note TEXT,
  donor_id INTEGER REFERENCES donor (id), -- whose money, where several donors give together
  phase_id INTEGER REFERENCES phase (id),
  budget_line_id INTEGER REFERENCES budget_line (id),
  from_budget_line_id INTEGER REFERENCES budget_line (id), -- of a reprogramming: where the money was before
  external_ref TEXT,
  document TEXT,
  purpose TEXT NOT NULL,
  relates_to TEXT, -- the earlier, locked period that a late fact belongs to: a partial date
  reverses_id INTEGER REFERENCES money_event (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (grant_id, number),
  CONSTRAINT money_event_dollars CHECK (currency <> 'USD' OR (booked_cents = minor AND rate IS NULL)),
  CONSTRAINT money_event_pinned CHECK (currency = 'USD' OR (booked_cents IS NULL) = (rate IS NULL)),
  CONSTRAINT money_event_rate_whole CHECK ((rate IS NULL) = (rate_source IS NULL))
) STRICT;
CREATE INDEX money_event_grant ON money_event (grant_id, value_date);
-- The order in which statements add up; with everything they need, so that the rows themselves are not read.
CREATE INDEX money_event_sums ON money_event (grant_id, substr(value_date, 1, 7), kind, currency, budget_line_id, phase_id, rate_id,
  rate, rate_source, rate_effective_on, rate_note, value_date, recorded_at, reverses_id, donor_id, minor, booked_cents);
CREATE INDEX money_event_kind ON money_event (grant_id, kind);
CREATE INDEX money_event_rate ON money_event (rate_id);
CREATE INDEX money_event_reverses ON money_event (reverses_id);

CREATE TABLE money_decision (
  event_id INTEGER PRIMARY KEY REFERENCES money_event (id),
  decision TEXT NOT NULL CONSTRAINT money_decision_word CHECK (decision IN ('approved', 'rejected')),
  reason TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

-- Nothing is posted or approved with a value date inside a locked period. Without a grant it is locked for all of them.
CREATE TABLE period_lock (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER REFERENCES grant_agreement (id),
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  CONSTRAINT period_lock_order CHECK (from_on <= until_on)
) STRICT;

CREATE TABLE period_reopening (
  id INTEGER PRIMARY KEY,
  lock_id INTEGER NOT NULL REFERENCES period_lock (id),
  reason TEXT NOT NULL,
  hours INTEGER NOT NULL CONSTRAINT period_reopening_hours CHECK (hours BETWEEN 1 AND 336), -- from the approval on
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX period_reopening_lock ON period_reopening (lock_id);

CREATE TABLE period_reopening_decision (
  reopening_id INTEGER PRIMARY KEY REFERENCES period_reopening (id),
  decision TEXT NOT NULL CONSTRAINT period_reopening_decision_word CHECK (decision IN ('approved', 'rejected')),
  reason TEXT,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;

-- A change of who paid which part of an item. funding_share holds the newest; the first row of an item that was never
-- changed is written together with its first change.
CREATE TABLE funding_change (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES item (id),
  number INTEGER NOT NULL, -- 1 is how it was entered with the item
  effective_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL,
  UNIQUE (item_id, number)
) STRICT;

CREATE TABLE funding_change_share (
  change_id INTEGER NOT NULL REFERENCES funding_change (id),
  grant_id INTEGER NOT NULL REFERENCES grant_agreement (id),
  ppm INTEGER NOT NULL CONSTRAINT funding_change_share_ppm CHECK (ppm > 0 AND ppm <= 1000000),
  value_minor INTEGER NOT NULL,
  PRIMARY KEY (change_id, grant_id)
) STRICT;

CREATE TABLE allocation_withdrawal (
  allocation_id INTEGER PRIMARY KEY REFERENCES allocation (id),
  reason TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  recorded_at INTEGER NOT NULL
) STRICT;
ALTER TABLE allocation ADD COLUMN country TEXT;
ALTER TABLE allocation ADD COLUMN recorded_at INTEGER;

-- What the agreement says besides its ceiling; null: not known.
ALTER TABLE grant_agreement ADD COLUMN available_from TEXT;
ALTER TABLE grant_agreement ADD COLUMN available_to TEXT;
ALTER TABLE grant_agreement ADD COLUMN psc_ppm INTEGER CONSTRAINT grant_psc CHECK (psc_ppm BETWEEN 0 AND 1000000);
ALTER TABLE grant_agreement ADD COLUMN levy_ppm INTEGER CONSTRAINT grant_levy CHECK (levy_ppm BETWEEN 0 AND 1000000);
ALTER TABLE grant_agreement ADD COLUMN refund_required INTEGER CONSTRAINT grant_refund CHECK (refund_required IN (0, 1));
ALTER TABLE grant_agreement ADD COLUMN valuation_basis TEXT; -- the date at which a payment in another currency is valued

-- Does the published figure state the whole grant? Only then can it be held against the ledger.
ALTER TABLE quote ADD COLUMN whole INTEGER NOT NULL DEFAULT 0 CONSTRAINT quote_whole CHECK (whole IN (0, 1));

-- TRIGGERS: facts are append-only, and nobody approves what they entered.
CREATE TRIGGER fx_rate_no_update BEFORE UPDATE ON fx_rate BEGIN SELECT RAISE(ABORT, 'a rate is never changed: a new one supersedes it'); END;
CREATE TRIGGER fx_rate_no_delete BEFORE DELETE ON fx_rate BEGIN SELECT RAISE(ABORT, 'a rate is never changed: a new one supersedes it'); END;
CREATE TRIGGER fx_rate_decision_no_update BEFORE UPDATE ON fx_rate_decision BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER fx_rate_decision_no_delete BEFORE DELETE ON fx_rate_decision BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER budget_revision_no_update BEFORE UPDATE ON budget_revision BEGIN SELECT RAISE(ABORT, 'a revision of a budget is never changed'); END;
CREATE TRIGGER budget_revision_no_delete BEFORE DELETE ON budget_revision BEGIN SELECT RAISE(ABORT, 'a revision of a budget is never changed'); END;
CREATE TRIGGER money_event_no_update BEFORE UPDATE ON money_event BEGIN SELECT RAISE(ABORT, 'a money event is never changed: it is reversed'); END;
CREATE TRIGGER money_event_no_delete BEFORE DELETE ON money_event BEGIN SELECT RAISE(ABORT, 'a money event is never changed: it is reversed'); END;
CREATE TRIGGER money_decision_no_update BEFORE UPDATE ON money_decision BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER money_decision_no_delete BEFORE DELETE ON money_decision BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER period_lock_no_update BEFORE UPDATE ON period_lock BEGIN SELECT RAISE(ABORT, 'a lock is never changed'); END;
CREATE TRIGGER period_lock_no_delete BEFORE DELETE ON period_lock BEGIN SELECT RAISE(ABORT, 'a lock is never changed'); END;
CREATE TRIGGER period_reopening_no_update BEFORE UPDATE ON period_reopening BEGIN SELECT RAISE(ABORT, 'a reopening is never changed'); END;
CREATE TRIGGER period_reopening_no_delete BEFORE DELETE ON period_reopening BEGIN SELECT RAISE(ABORT, 'a reopening is never changed'); END;
CREATE TRIGGER period_reopening_decision_no_update BEFORE UPDATE ON period_reopening_decision BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER period_reopening_decision_no_delete BEFORE DELETE ON period_reopening_decision BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER funding_change_no_update BEFORE UPDATE ON funding_change BEGIN SELECT RAISE(ABORT, 'a change of shares is never changed'); END;
CREATE TRIGGER funding_change_no_delete BEFORE DELETE ON funding_change BEGIN SELECT RAISE(ABORT, 'a change of shares is never changed'); END;
CREATE TRIGGER funding_change_share_no_update BEFORE UPDATE ON funding_change_share BEGIN SELECT RAISE(ABORT, 'a change of shares is never changed'); END;
CREATE TRIGGER funding_change_share_no_delete BEFORE DELETE ON funding_change_share BEGIN SELECT RAISE(ABORT, 'a change of shares is never changed'); END;
CREATE TRIGGER allocation_withdrawal_no_update BEFORE UPDATE ON allocation_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
CREATE TRIGGER allocation_withdrawal_no_delete BEFORE DELETE ON allocation_withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
CREATE TRIGGER money_decision_two_people BEFORE INSERT ON money_decision
WHEN NEW.decision = 'approved' AND NEW.person_id = (SELECT person_id FROM money_event WHERE id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'nobody approves what they entered'); END;
CREATE TRIGGER fx_rate_decision_two_people BEFORE INSERT ON fx_rate_decision
WHEN NEW.decision = 'approved' AND NEW.person_id = (SELECT person_id FROM fx_rate WHERE id = NEW.rate_id)
BEGIN SELECT RAISE(ABORT, 'nobody approves what they entered'); END;
CREATE TRIGGER period_reopening_decision_two_people BEFORE INSERT ON period_reopening_decision
WHEN NEW.decision = 'approved' AND NEW.person_id = (SELECT person_id FROM period_reopening WHERE id = NEW.reopening_id)
BEGIN SELECT RAISE(ABORT, 'nobody approves what they entered'); END;
