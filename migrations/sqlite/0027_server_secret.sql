-- Keys that all processes on this database share. The database makes them, once.
CREATE TABLE server_secret (
  name TEXT PRIMARY KEY,
  secret BLOB NOT NULL
) STRICT;

-- With which cookies are signed.
INSERT INTO server_secret (name, secret) VALUES ('cookies', randomblob(64));
