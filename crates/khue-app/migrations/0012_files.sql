-- Contents of files, by digest: the same file is kept once and never changes.
CREATE TABLE file_content (
    digest TEXT NOT NULL PRIMARY KEY,
    size_bytes BIGINT NOT NULL,
    content BYTEA NOT NULL,
    stored_at BIGINT NOT NULL
);
