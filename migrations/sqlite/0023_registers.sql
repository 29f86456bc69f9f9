-- What stands now of units and grants, and the words of the registers; see 0018.

-- An item as the ledger of a grant that paid for it has it. Nothing of cancelled rounds: nothing was bought with them.
CREATE TABLE grant_item (
  grant_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  line_id INTEGER NOT NULL,
  unit_id INTEGER NOT NULL, -- the one that has it now, see item_now
  agency_id INTEGER NOT NULL, -- likewise
  state TEXT NOT NULL,
  sent INTEGER NOT NULL, -- dispatched: until then donors do not read it
  counted INTEGER NOT NULL, -- some receipt has counted it
  whole INTEGER NOT NULL, -- received whole
  checked INTEGER NOT NULL, -- some verification has looked for it
  seen_whole INTEGER NOT NULL, -- the newest verification saw all of it
  currency TEXT NOT NULL,
  value_minor INTEGER NOT NULL, -- what this grant paid
  confirmed_minor INTEGER NOT NULL, -- of it, what agencies signed for, by largest remainder
  seen_minor INTEGER NOT NULL, -- of it, what the newest verification saw, by largest remainder
  sort_day TEXT NOT NULL, -- of its round; empty: unknown
  sort_name TEXT NOT NULL,
  sort_unit TEXT NOT NULL,
  sort_donor_unit TEXT NOT NULL, -- as donors read units
  sort_signed TEXT NOT NULL, -- the day of the newest receipt; empty: none
  sort_value TEXT NOT NULL,
  PRIMARY KEY (grant_id, item_id)
) STRICT;
CREATE INDEX grant_item_item ON grant_item (item_id);
CREATE INDEX grant_item_day ON grant_item (grant_id, sort_day, item_id);
CREATE INDEX grant_item_unit ON grant_item (grant_id, unit_id, item_id);

-- What the items of a grant add up to.
CREATE TABLE grant_total (
  grant_id INTEGER NOT NULL,
  currency TEXT NOT NULL,
  items INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  counted INTEGER NOT NULL, -- of what was sent, like everything below
  whole INTEGER NOT NULL,
  checked INTEGER NOT NULL,
  seen_whole INTEGER NOT NULL,
  sent_minor INTEGER NOT NULL,
  confirmed_minor INTEGER NOT NULL,
  seen_minor INTEGER NOT NULL,
  PRIMARY KEY (grant_id, currency)
) STRICT;

-- How many items a unit has, and how many are on their way to it, as a reader sees it.
CREATE TABLE unit_total (
  scope TEXT NOT NULL,
  scope_id INTEGER NOT NULL,
  unit_id INTEGER NOT NULL,
  held INTEGER NOT NULL,
  coming INTEGER NOT NULL,
  PRIMARY KEY (scope, scope_id, unit_id)
) STRICT;

-- By what people look for the rows of a register, and how these are sorted.
CREATE TABLE register_now (
  noun TEXT NOT NULL, -- the word of an audited record: unit, grant, course, person, money event
  id INTEGER NOT NULL,
  sort_name TEXT NOT NULL,
  sort_more TEXT NOT NULL, -- a second order: donors, place, agency or donor
  text TEXT NOT NULL, -- folded
  donor_name TEXT NOT NULL, -- as donors read the name
  donor_text TEXT NOT NULL, -- without what donors may not know
  PRIMARY KEY (noun, id)
) STRICT;
CREATE INDEX register_now_name ON register_now (noun, sort_name, id);
CREATE TABLE register_stale (
  noun TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (noun, id)
) STRICT;

-- What the orders of lists need.
CREATE INDEX money_event_date ON money_event (grant_id, value_date, number);
CREATE INDEX notice_person ON notice (person_id, created_at, id);
CREATE INDEX change_person ON change (person_id, seq);
CREATE INDEX change_deed ON change (deed, seq);
CREATE INDEX change_record ON change (entity, seq);
CREATE INDEX change_key ON change (entity_key, seq);
CREATE INDEX fx_rate_currency ON fx_rate (currency, effective_on, id);
CREATE INDEX course_starts ON course (starts_on, id);
