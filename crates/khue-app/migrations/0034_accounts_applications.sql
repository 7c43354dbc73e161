-- A program that reads or writes records of a unit in its name. The secret is 256 random bits, so its digest
-- needs no slow hash: nobody can try that many.
CREATE TABLE application (
    id BIGINT NOT NULL PRIMARY KEY,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BIGINT,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX application_of_unit ON application (unit_id, created_at);

-- A token is known by its digest, so a stolen copy of this table opens nothing.
CREATE TABLE application_token (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    application_id BIGINT NOT NULL REFERENCES application (id),
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX application_token_in_time ON application_token (expires_at);

-- What a request under a key of the sender's choosing was answered, so that sending it again changes nothing.
CREATE TABLE application_request (
    application_id BIGINT NOT NULL REFERENCES application (id),
    request_key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (application_id, request_key)
);
CREATE INDEX application_request_in_time ON application_request (created_at);
