-- What stands now, beside the facts. Every row here follows from facts alone: `now::settle` computes it anew, in the transaction
-- that writes the fact, for what the fact's audit row names; `portal verify` compares all of them with a rebuild, and `portal
-- rebuild` makes them anew. They refer to facts by id without foreign keys: a rebuild may take them away in any order.

-- What must be computed anew before this transaction is committed; empty between transactions.
CREATE TABLE item_stale (
  item_id INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE round_stale (
  round_id INTEGER PRIMARY KEY
) STRICT;

-- An item with its newest line.
CREATE TABLE item_now (
  item_id INTEGER PRIMARY KEY,
  line_id INTEGER NOT NULL,
  round_id INTEGER NOT NULL,
  unit_id INTEGER NOT NULL, -- the one that has most of it; of what no unit has, the one of its line
  agency_id INTEGER NOT NULL, -- likewise
  moved INTEGER NOT NULL, -- something happened to it after its receipt
  held INTEGER NOT NULL, -- some unit has some of it, or it was never moved
  elsewhere TEXT, -- what is not with a unit any more: "Lost", "1 returned to UNODC"
  broken TEXT, -- why its history does not add up; then it stands where its line says
  component_id INTEGER NOT NULL,
  phase_id INTEGER NOT NULL, -- the one that paid
  delivered_phase_id INTEGER, -- the one that ran on the day of its newest receipt
  kind TEXT NOT NULL,
  state TEXT NOT NULL, -- the state of its line, or "cancelled" with its round
  dispatched INTEGER NOT NULL,
  received INTEGER NOT NULL,
  damaged INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  surplus INTEGER NOT NULL,
  outstanding INTEGER NOT NULL,
  remarks INTEGER NOT NULL, -- counts that say something
  counts INTEGER NOT NULL,
  received_on TEXT, -- the day of the newest receipt
  verified_on TEXT, -- the day of the newest verification
  condition TEXT, -- as somebody last found it
  currency TEXT NOT NULL,
  value_minor INTEGER NOT NULL -- the whole
) STRICT;
CREATE INDEX item_now_round ON item_now (round_id);
CREATE INDEX item_now_unit ON item_now (unit_id);
CREATE INDEX item_now_component ON item_now (component_id);
CREATE INDEX item_now_line ON item_now (line_id);

-- Where its pieces are.
CREATE TABLE item_holding (
  item_id INTEGER NOT NULL,
  place TEXT NOT NULL, -- store, transit, unit, lost, stolen, written off
  unit_id INTEGER NOT NULL, -- 0: nobody's
  agency_id INTEGER NOT NULL, -- 0: nobody's
  quantity INTEGER NOT NULL,
  PRIMARY KEY (item_id, place, unit_id, agency_id)
) STRICT;
CREATE INDEX item_holding_unit ON item_holding (unit_id, agency_id, place, item_id);

-- Who may read it, and what a list for this reader needs. Scope: "all" (0) for staff and administrators, "agency", "donor".
CREATE TABLE item_reader (
  id INTEGER PRIMARY KEY, -- the row of item_search
  scope TEXT NOT NULL CONSTRAINT item_reader_scope CHECK (scope IN ('all', 'agency', 'donor')),
  scope_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  line_id INTEGER NOT NULL,
  round_id INTEGER NOT NULL,
  of_line INTEGER NOT NULL, -- reads the line in its round, not only the thing that came to it later
  unit_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  component_id INTEGER NOT NULL,
  phase_id INTEGER NOT NULL,
  delivered_phase_id INTEGER NOT NULL, -- 0: not known to be delivered in one
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  currency TEXT NOT NULL,
  value_minor INTEGER NOT NULL, -- for a donor only the part that its own grants paid
  confirmed_minor INTEGER NOT NULL, -- what the accepted part of it is worth, by largest remainder
  co_funded INTEGER NOT NULL,
  sort_name TEXT NOT NULL,
  sort_unit TEXT NOT NULL,
  sort_value TEXT NOT NULL, -- the currency, then the amount with leading zeros
  UNIQUE (scope, scope_id, item_id)
) STRICT;
CREATE INDEX item_reader_item ON item_reader (item_id);
CREATE INDEX item_reader_name ON item_reader (scope, scope_id, sort_name, item_id);
CREATE INDEX item_reader_unit_name ON item_reader (scope, scope_id, sort_unit, item_id);
CREATE INDEX item_reader_value ON item_reader (scope, scope_id, sort_value, item_id);
CREATE INDEX item_reader_unit ON item_reader (scope, scope_id, unit_id, item_id);
CREATE INDEX item_reader_state ON item_reader (scope, scope_id, state, item_id);
CREATE INDEX item_reader_agency ON item_reader (scope, scope_id, agency_id, item_id);
CREATE INDEX item_reader_component ON item_reader (scope, scope_id, component_id, item_id);
CREATE INDEX item_reader_round ON item_reader (scope, scope_id, round_id, line_id);

-- The words by which a reader finds an item: folded, and only what this reader may know.
CREATE VIRTUAL TABLE item_search USING fts5 (text, tokenize = 'trigram');

-- How much there is for a reader: what a whole list adds up to, without adding it up.
CREATE TABLE reader_total (
  scope TEXT NOT NULL,
  scope_id INTEGER NOT NULL,
  currency TEXT NOT NULL,
  items INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  PRIMARY KEY (scope, scope_id, currency)
) STRICT;

-- A round as a reader sees it: through its lines; staff see those without any as well.
CREATE TABLE round_reader (
  id INTEGER PRIMARY KEY, -- the row of round_search
  scope TEXT NOT NULL CONSTRAINT round_reader_scope CHECK (scope IN ('all', 'agency', 'donor')),
  scope_id INTEGER NOT NULL,
  round_id INTEGER NOT NULL,
  status TEXT NOT NULL,
  lines INTEGER NOT NULL,
  open_lines INTEGER NOT NULL, -- dispatched and not counted to the end
  quantity INTEGER NOT NULL, -- pieces
  outstanding INTEGER NOT NULL, -- pieces
  counts INTEGER NOT NULL,
  illustrative INTEGER NOT NULL,
  sort_day TEXT NOT NULL, -- the day it was held, or is planned for; empty: unknown
  sort_code TEXT NOT NULL,
  sort_title TEXT NOT NULL,
  UNIQUE (scope, scope_id, round_id)
) STRICT;
CREATE INDEX round_reader_round ON round_reader (round_id);
CREATE INDEX round_reader_day ON round_reader (scope, scope_id, sort_day, round_id);
CREATE INDEX round_reader_code ON round_reader (scope, scope_id, sort_code, round_id);
CREATE INDEX round_reader_title ON round_reader (scope, scope_id, sort_title, round_id);
CREATE INDEX round_reader_status ON round_reader (scope, scope_id, status, round_id);

-- What of a round went to which agency for which component, as a reader sees it.
CREATE TABLE round_part (
  scope TEXT NOT NULL,
  scope_id INTEGER NOT NULL,
  round_id INTEGER NOT NULL,
  agency_id INTEGER NOT NULL,
  component_id INTEGER NOT NULL,
  currency TEXT NOT NULL,
  lines INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  confirmed_minor INTEGER NOT NULL,
  PRIMARY KEY (scope, scope_id, round_id, agency_id, component_id, currency)
) STRICT;
CREATE INDEX round_part_round ON round_part (round_id);

CREATE VIRTUAL TABLE round_search USING fts5 (text, tokenize = 'trigram');

-- By which rules the rows above were made: a release with other rules makes them anew when it starts.
CREATE TABLE now_made (
  version INTEGER PRIMARY KEY
) STRICT;
