-- The head of each chain stands apart from its entries, so that cutting off the last ones is seen.
CREATE TABLE audit_chain (
    chain BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

CREATE TABLE audit_entry (
    chain BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account BIGINT,
    person BIGINT,
    post BIGINT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (chain, seq)
);

CREATE INDEX audit_entry_subject ON audit_entry (subject, at, chain, seq);
