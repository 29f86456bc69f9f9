-- What a model cost when it was last registered is asked of every list.
CREATE INDEX item_model ON item (model);
