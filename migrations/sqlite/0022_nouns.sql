-- What stands now of receipts, discrepancies, acts and movements, for each reader: what their lists filter, sort and find them
-- by; and the words by which everything else is found. Like 0018, every row follows from facts alone.

-- What must be computed anew before this transaction is committed; empty between transactions.
CREATE TABLE noun_stale (
  noun TEXT NOT NULL,
  noun_id INTEGER NOT NULL,
  PRIMARY KEY (noun, noun_id)
) STRICT;

-- A thing as a reader finds it. Of receipts, discrepancies, acts and movements the row says who may read it: "all" (0) for staff
-- and administrators, "agency", "donor". Of the others (`scope_id` 0) it says what this kind of reader may find it by: whether
-- somebody may read it follows from its own facts, which are few.
CREATE TABLE noun_reader (
  id INTEGER PRIMARY KEY, -- the row of noun_search
  noun TEXT NOT NULL CONSTRAINT noun_reader_noun CHECK (noun IN ('receipt', 'discrepancy', 'act', 'movement', 'grant', 'donor', 'unit', 'agency', 'component', 'course', 'person')),
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

-- The words by which a reader finds it: folded, and only what this reader may know.
CREATE VIRTUAL TABLE noun_search USING fts5 (text, tokenize = 'trigram');

-- Whether a line has custody events that are its own is asked for each line that verify looks at.
CREATE INDEX custody_event_line ON custody_event (line_id);
-- Acts that wait for somebody's signature; what a grant ever paid for; what heads of units did not find.
CREATE INDEX act_signer_person ON act_signer (person_id);
CREATE INDEX funding_change_share_grant ON funding_change_share (grant_id);
CREATE INDEX unit_head_item_missing ON unit_head_item (head_id) WHERE missing > 0;
-- Lines on which the count differs from what was sent: how many there are stands on the first page.
CREATE INDEX item_now_short ON item_now (item_id) WHERE counts > 0 AND outstanding > 0;
CREATE INDEX item_now_damaged ON item_now (item_id) WHERE damaged > 0;
CREATE INDEX item_now_refused ON item_now (item_id) WHERE refused > 0;
