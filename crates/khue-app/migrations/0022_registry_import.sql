-- Sheets handed in, and what people chose for their columns.

-- A sheet between its upload and its application; the file is kept by its digest. School year, day and mapping
-- are absent while nobody chose them.
CREATE TABLE record_import (
    id BIGINT NOT NULL PRIMARY KEY,
    unit_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_digest TEXT NOT NULL,
    mapping TEXT,
    school_year TEXT,
    holds_from TEXT,
    handed_in_at BIGINT NOT NULL,
    handed_in_by BIGINT
);

-- The columns as a school confirmed them when it last applied a sheet of a kind.
CREATE TABLE record_import_mapping (
    unit_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    mapping TEXT NOT NULL,
    chosen_at BIGINT NOT NULL,
    chosen_by BIGINT,
    PRIMARY KEY (unit_id, kind)
);
