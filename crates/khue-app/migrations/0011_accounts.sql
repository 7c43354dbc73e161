-- One account a person: accounts are not shared and not doubled. The name is copied for lists and search.
CREATE TABLE account (
    id BIGINT NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL UNIQUE REFERENCES person (id),
    login TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    search_key TEXT NOT NULL,
    password_hash TEXT,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT
);
CREATE INDEX account_in_order ON account (sort_key, id);

-- A session is known by the digest of its token, so a stolen copy of this table opens nothing.
CREATE TABLE account_session (
    id BIGINT NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    post_id BIGINT NOT NULL REFERENCES post (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT
);
CREATE INDEX account_session_of_account ON account_session (account_id, created_at);

-- Attempts of logins that do not exist are kept as well: they must be slowed down alike.
CREATE TABLE sign_in_attempt (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    login_key TEXT NOT NULL,
    address TEXT NOT NULL,
    outcome TEXT NOT NULL
);
CREATE INDEX sign_in_attempt_of_login ON sign_in_attempt (login_key, at);
CREATE INDEX sign_in_attempt_of_address ON sign_in_attempt (address, at);
CREATE INDEX sign_in_attempt_in_time ON sign_in_attempt (at);

-- Attempts of one login take turns on its row, so that many at once are counted one by one.
CREATE TABLE sign_in_turn (
    login_key TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_turn_in_time ON sign_in_turn (at);

-- A one-time link. Without an account it makes the first administrator.
CREATE TABLE invitation (
    id BIGINT NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    account_id BIGINT REFERENCES account (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX invitation_of_account ON invitation (account_id);
