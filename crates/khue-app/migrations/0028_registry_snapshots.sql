-- Rounds of the statistics, the figures that schools send in them, and what schools explain.

-- A round that the Department opened for a school year.
CREATE TABLE report_round (
    province_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    school_year TEXT NOT NULL,
    data_day TEXT NOT NULL,
    department_id BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by BIGINT,
    PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX report_round_once ON report_round (province_id, school_year, kind);

-- The days by which each level has done its part; the newest version holds.
CREATE TABLE report_round_due (
    province_id BIGINT NOT NULL,
    round_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    school_due TEXT NOT NULL,
    approver_due TEXT NOT NULL,
    department_due TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    PRIMARY KEY (province_id, round_id, version)
);

-- What was done with a school's figures in a round; the newest event tells the state.
CREATE TABLE snapshot_event (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    round_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The newest figures that were sent; none when nothing was.
    snapshot BIGINT,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT,
    by_person BIGINT,
    by_unit BIGINT NOT NULL,
    PRIMARY KEY (province_id, unit_id, round_id, number)
);
CREATE INDEX snapshot_event_of_round ON snapshot_event (province_id, round_id, unit_id, number);

-- Figures as they were sent, never changed; the number is that of the event which sent them. The digest is over
-- the figures and the versions of all records from which they were counted.
CREATE TABLE snapshot (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    round_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    data_day TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    figures TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (province_id, unit_id, round_id, number)
);
CREATE INDEX snapshot_of_round ON snapshot (province_id, round_id, unit_id, number);

-- The records from which figures were counted: id (8 bytes) and version (4 bytes) of each, in order of ids.
CREATE TABLE snapshot_records (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    round_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    records BYTEA NOT NULL,
    PRIMARY KEY (province_id, unit_id, round_id, number, kind)
);

-- What a school says about a finding of a check; it stands while the record has this version.
CREATE TABLE finding_explanation (
    province_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    check_code TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    record_version BIGINT NOT NULL,
    text TEXT NOT NULL,
    explained_at BIGINT NOT NULL,
    explained_by BIGINT,
    explained_by_person BIGINT,
    PRIMARY KEY (province_id, unit_id, check_code, record_id, number)
);
CREATE INDEX finding_explanation_in_time ON finding_explanation (explained_at);
