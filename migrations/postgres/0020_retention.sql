-- What is purged by age is found by age.
CREATE INDEX submission_recorded ON submission (recorded_at);
CREATE INDEX session_seen ON session (seen_at);
CREATE INDEX outbox_sent ON outbox (sent_at);
CREATE INDEX notice_read_at ON notice_read (read_at);
