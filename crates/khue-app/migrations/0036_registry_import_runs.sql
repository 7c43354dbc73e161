-- Imports that the queue applies, and sheets that are kept for a while only.

-- What was handed in, until it is forgotten. Contents of files proper are never removed.
CREATE TABLE record_import_content (
    import_id BIGINT NOT NULL PRIMARY KEY,
    row_count BIGINT NOT NULL,
    content BYTEA NOT NULL
);

INSERT INTO record_import_content (import_id, row_count, content)
SELECT i.id, 0, f.content FROM record_import i JOIN file_content f ON f.digest = i.file_digest;

-- Somebody asked to write a sheet in the background; state and outcome. Who asked is kept as the post
-- through which it was asked: the right is looked at again when it is done.
CREATE TABLE record_import_run (
    import_id BIGINT NOT NULL PRIMARY KEY,
    unit_id BIGINT NOT NULL,
    take TEXT NOT NULL,
    state TEXT NOT NULL,
    account_id BIGINT,
    person_id BIGINT,
    post_id BIGINT,
    asked_by_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    ended_at BIGINT,
    source_id BIGINT,
    new_count BIGINT,
    changed_count BIGINT,
    sentence TEXT
);
