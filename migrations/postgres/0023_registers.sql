-- What stands now of units and grants, and the words of the registers; see 0018.

-- An item as the ledger of a grant that paid for it has it. Nothing of cancelled rounds: nothing was bought with them.
CREATE TABLE grant_item (
  grant_id BIGINT NOT NULL,
  item_id BIGINT NOT NULL,
  line_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL, -- the one that has it now, see item_now
  agency_id BIGINT NOT NULL, -- likewise
  state TEXT NOT NULL,
  sent BOOLEAN NOT NULL, -- dispatched: until then donors do not read it
  counted BOOLEAN NOT NULL, -- some receipt has counted it
  whole BOOLEAN NOT NULL, -- received whole
  checked BOOLEAN NOT NULL, -- some verification has looked for it
  seen_whole BOOLEAN NOT NULL, -- the newest verification saw all of it
  currency TEXT NOT NULL,
  value_minor BIGINT NOT NULL, -- what this grant paid
  confirmed_minor BIGINT NOT NULL, -- of it, what agencies signed for, by largest remainder
  seen_minor BIGINT NOT NULL, -- of it, what the newest verification saw, by largest remainder
  sort_day TEXT COLLATE "C" NOT NULL, -- of its round; empty: unknown
  sort_name TEXT COLLATE "C" NOT NULL,
  sort_unit TEXT COLLATE "C" NOT NULL,
  sort_donor_unit TEXT COLLATE "C" NOT NULL, -- as donors read units
  sort_signed TEXT COLLATE "C" NOT NULL, -- the day of the newest receipt; empty: none
  sort_value TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (grant_id, item_id)
);
CREATE INDEX grant_item_item ON grant_item (item_id);
CREATE INDEX grant_item_day ON grant_item (grant_id, sort_day, item_id);
CREATE INDEX grant_item_unit ON grant_item (grant_id, unit_id, item_id);

-- What the items of a grant add up to.
CREATE TABLE grant_total (
  grant_id BIGINT NOT NULL,
  currency TEXT NOT NULL,
  items BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  counted BIGINT NOT NULL, -- of what was sent, like everything below
  whole BIGINT NOT NULL,
  checked BIGINT NOT NULL,
  seen_whole BIGINT NOT NULL,
  sent_minor BIGINT NOT NULL,
  confirmed_minor BIGINT NOT NULL,
  seen_minor BIGINT NOT NULL,
  PRIMARY KEY (grant_id, currency)
);

-- How many items a unit has, and how many are on their way to it, as a reader sees it.
CREATE TABLE unit_total (
  scope TEXT NOT NULL,
  scope_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  held BIGINT NOT NULL,
  coming BIGINT NOT NULL,
  PRIMARY KEY (scope, scope_id, unit_id)
);

-- By what people look for the rows of a register, and how these are sorted.
CREATE TABLE register_now (
  noun TEXT NOT NULL, -- the word of an audited record: unit, grant, course, person, money event
  id BIGINT NOT NULL,
  sort_name TEXT COLLATE "C" NOT NULL,
  sort_more TEXT COLLATE "C" NOT NULL, -- a second order: donors, place, agency or donor
  text TEXT NOT NULL, -- folded
  donor_name TEXT COLLATE "C" NOT NULL, -- as donors read the name
  donor_text TEXT NOT NULL, -- without what donors may not know
  PRIMARY KEY (noun, id)
);
CREATE INDEX register_now_name ON register_now (noun, sort_name, id);
CREATE TABLE register_stale (
  noun TEXT NOT NULL,
  id BIGINT NOT NULL,
  PRIMARY KEY (noun, id)
);

-- What the orders of lists need.
CREATE INDEX money_event_date ON money_event (grant_id, value_date, number);
CREATE INDEX notice_person ON notice (person_id, created_at, id);
CREATE INDEX change_person ON change (person_id, seq);
CREATE INDEX change_deed ON change (deed, seq);
CREATE INDEX change_record ON change (entity, seq);
CREATE INDEX change_key ON change (entity_key, seq);
CREATE INDEX fx_rate_currency ON fx_rate (currency, effective_on, id);
CREATE INDEX course_starts ON course (starts_on, id);
