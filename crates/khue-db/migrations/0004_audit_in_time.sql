-- The auditor reads all units' entries together, newest first.
CREATE INDEX audit_entry_in_time ON audit_entry (at, chain, seq);
