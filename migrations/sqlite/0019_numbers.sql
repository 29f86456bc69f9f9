-- A number is given once: what is removed leaves its number behind, and a label keeps naming its thing. The tag of an item is
-- made from its number, so what tags the audit chain knows are given as well.
CREATE TABLE number_given (
  thing TEXT PRIMARY KEY CONSTRAINT number_given_thing CHECK (thing IN ('item', 'line')),
  last INTEGER NOT NULL CONSTRAINT number_given_last CHECK (last >= 0)
) STRICT;

INSERT INTO number_given (thing, last)
SELECT 'item', COALESCE(MAX(number), 0) FROM (
  SELECT id AS number FROM item
  UNION ALL SELECT CAST(substr(tag, length(rtrim(tag, '0123456789')) + 1) AS INTEGER) FROM (
    SELECT tag FROM item UNION ALL SELECT json_extract(body, '$.tag') FROM change WHERE entity = 'line' AND json_valid(body))
);
INSERT INTO number_given (thing, last)
SELECT 'line', COALESCE(MAX(number), 0) FROM (
  SELECT id AS number FROM line UNION ALL SELECT CAST(entity_key AS INTEGER) FROM change WHERE entity = 'line'
);

CREATE TRIGGER number_given_grows BEFORE UPDATE ON number_given WHEN new.last < old.last OR new.thing <> old.thing
BEGIN SELECT RAISE(ABORT, 'a number is given once'); END;
CREATE TRIGGER number_given_no_delete BEFORE DELETE ON number_given BEGIN SELECT RAISE(ABORT, 'a number is given once'); END;
