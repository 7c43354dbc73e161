-- Units in valid time and recorded time. Versions are only ever added: for a day, the newest recorded
-- version whose period covers it holds. A version without a value says that there is nothing in its period.
CREATE TABLE unit (
    id BIGINT NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL
);

CREATE TABLE unit_version (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    version BIGINT NOT NULL,
    kind TEXT,
    ownership TEXT,
    name TEXT,
    short_name TEXT,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    PRIMARY KEY (unit_id, version)
);

CREATE TABLE unit_code (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    system TEXT NOT NULL,
    version BIGINT NOT NULL,
    code TEXT,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    PRIMARY KEY (unit_id, system, version)
);
CREATE INDEX unit_code_by_code ON unit_code (system, code);

CREATE TABLE unit_relation (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    relation TEXT NOT NULL,
    version BIGINT NOT NULL,
    parent_id BIGINT REFERENCES unit (id),
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    PRIMARY KEY (unit_id, relation, version)
);

CREATE TABLE unit_succession (
    from_unit BIGINT NOT NULL REFERENCES unit (id),
    to_unit BIGINT NOT NULL REFERENCES unit (id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    share TEXT NOT NULL,
    decision TEXT NOT NULL,
    basis TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    PRIMARY KEY (from_unit, to_unit, day)
);
CREATE INDEX unit_succession_by_receiver ON unit_succession (to_unit);

-- Derived from the versions in the same transaction, so that lists need one join and no search for the
-- newest version. Periods of one unit do not overlap here.
CREATE TABLE unit_span (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    ownership TEXT NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    code TEXT,
    sort_key TEXT NOT NULL,
    search_key TEXT NOT NULL,
    PRIMARY KEY (unit_id, valid_from)
);
CREATE INDEX unit_span_in_order ON unit_span (sort_key, unit_id);

-- Every unit under every ancestor, itself at depth 0; `authority` joins the administrative and the
-- professional chain, so that a list takes a person's scope by one join without doubles.
CREATE TABLE unit_scope (
    ancestor_id BIGINT NOT NULL REFERENCES unit (id),
    relation TEXT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    depth BIGINT NOT NULL,
    PRIMARY KEY (ancestor_id, relation, unit_id, valid_from)
);
CREATE INDEX unit_scope_upwards ON unit_scope (unit_id, relation);

CREATE TABLE person (
    id BIGINT NOT NULL PRIMARY KEY,
    full_name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    search_key TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX person_in_order ON person (sort_key, id);

-- A post is closed at most once: `ended_on` shortens the period that it was given for.
CREATE TABLE post (
    id BIGINT NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    title TEXT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    ended_on TEXT,
    ended_at BIGINT,
    ended_by BIGINT
);
CREATE INDEX post_of_person ON post (person_id);
CREATE INDEX post_at_unit ON post (unit_id);
