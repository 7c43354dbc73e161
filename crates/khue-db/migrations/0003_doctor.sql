-- What this machine remembers about itself. Not part of a backup.
CREATE TABLE machine_note (
    name TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
