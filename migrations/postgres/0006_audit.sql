-- The audit chain: one row for every change, written in the transaction of the change. Each row holds the hash of the
-- one before; `portal verify` recomputes them all. Rows name people by id only, never by name.
CREATE TABLE change (
  seq BIGINT PRIMARY KEY,
  recorded_at BIGINT NOT NULL,
  person_id BIGINT, -- null: the command line
  deed TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_key TEXT NOT NULL,
  body TEXT NOT NULL, -- canonical JSON: the facts as they are after the change
  prev TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
);
CREATE INDEX change_entity ON change (entity, entity_key);


CREATE TRIGGER change_no_update BEFORE UPDATE OR DELETE OR TRUNCATE ON change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the audit chain is never changed');
CREATE FUNCTION change_continues() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.seq IS DISTINCT FROM (SELECT COALESCE(MAX(seq), 0) + 1 FROM change)
    OR new.prev IS DISTINCT FROM COALESCE((SELECT hash FROM change ORDER BY seq DESC LIMIT 1), '') THEN
    RAISE EXCEPTION 'the audit chain continues at its end';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER change_in_order BEFORE INSERT ON change FOR EACH ROW EXECUTE FUNCTION change_continues();
