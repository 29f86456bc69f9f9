-- Whether anything is invented at all: only then a page asks whether what it shows is.
CREATE INDEX item_illustrative ON item (id) WHERE illustrative;
