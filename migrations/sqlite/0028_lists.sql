-- Packing lists are read in the open: how the file was read, which row names the columns, what was asked and answered.
ALTER TABLE packing_list ADD COLUMN reading TEXT NOT NULL DEFAULT '{}'; -- JSON: kind of file, what a person chose of it, what was said
ALTER TABLE packing_list ADD COLUMN head_at INTEGER NOT NULL DEFAULT 0; -- the row of the headings; 0: there is none; -1: not known yet
ALTER TABLE packing_list ADD COLUMN answers TEXT NOT NULL DEFAULT '{}'; -- JSON: question to answer
ALTER TABLE packing_row ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CONSTRAINT packing_row_kept CHECK (kept IN (0, 1)); -- a person says that it is a thing

-- The file itself, so that another sheet or encoding can be chosen; forgotten with its list.
CREATE TABLE packing_file (
  list_id INTEGER PRIMARY KEY REFERENCES packing_list (id),
  bytes BLOB NOT NULL
) STRICT;

-- What the columns of a list that was imported meant: whoever sends lists with these headings means the same by them.
CREATE TABLE packing_heading (
  head TEXT PRIMARY KEY, -- the headings, folded
  columns TEXT NOT NULL, -- JSON: the meaning of each
  recorded_at INTEGER NOT NULL
) STRICT;
