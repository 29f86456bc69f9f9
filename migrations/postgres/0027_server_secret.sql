-- Keys that all processes on this database share. The database makes them, once.
CREATE TABLE server_secret (
  name TEXT PRIMARY KEY,
  secret BYTEA NOT NULL
);

-- With which cookies are signed. Four random UUIDs are 64 bytes, 488 bits of them random; more would need an extension.
INSERT INTO server_secret (name, secret)
VALUES ('cookies', decode(replace(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), '-', ''), 'hex'));
