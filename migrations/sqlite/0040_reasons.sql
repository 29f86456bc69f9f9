-- Why something was recorded in spite of what the portal said to look at first.
ALTER TABLE money_event ADD COLUMN reason TEXT;
ALTER TABLE line ADD COLUMN reason TEXT;
