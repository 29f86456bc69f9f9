-- A number is given once: what is removed leaves its number behind, and a label keeps naming its thing. The tag of an item is
-- made from its number, so what tags the audit chain knows are given as well.
CREATE TABLE number_given (
  thing TEXT PRIMARY KEY CONSTRAINT number_given_thing CHECK (thing IN ('item', 'line')),
  last BIGINT NOT NULL CONSTRAINT number_given_last CHECK (last >= 0)
);

INSERT INTO number_given (thing, last)
SELECT 'item', COALESCE(MAX(number), 0) FROM (
  SELECT id AS number FROM item
  UNION ALL SELECT CAST(NULLIF(substr(tag, length(rtrim(tag, '0123456789')) + 1), '') AS BIGINT) FROM (
    SELECT tag FROM item UNION ALL SELECT CAST(body AS JSON) ->> 'tag' FROM change WHERE entity = 'line') tags
) numbers;
INSERT INTO number_given (thing, last)
SELECT 'line', COALESCE(MAX(number), 0) FROM (
  SELECT id AS number FROM line
  UNION ALL SELECT CAST(entity_key AS BIGINT) FROM change WHERE entity = 'line' AND entity_key ~ '^[0-9]+$'
) numbers;

CREATE FUNCTION number_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.last < old.last OR new.thing <> old.thing THEN
    RAISE EXCEPTION 'a number is given once';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER number_given_grows BEFORE UPDATE ON number_given FOR EACH ROW EXECUTE FUNCTION number_grows();
CREATE TRIGGER number_given_no_delete BEFORE DELETE OR TRUNCATE ON number_given FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a number is given once');
