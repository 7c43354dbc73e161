-- The national exchange: what is sent to a partner above, what is received from partners below.

-- A partner. `out` sends records of the units under `unit_id` to `address`; `inward` receives what `unit_id` sends.
-- `sender` is the name under which packages are sent, `secret` the key that both sides know.
CREATE TABLE exchange_link (
    id BIGINT NOT NULL PRIMARY KEY,
    direction TEXT NOT NULL,
    called TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    address TEXT NOT NULL,
    sender TEXT NOT NULL,
    secret TEXT NOT NULL,
    demand TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    compare_state TEXT NOT NULL,
    compared_at BIGINT,
    compare_problem TEXT,
    daily_job BIGINT NOT NULL
);
CREATE UNIQUE INDEX exchange_link_sender ON exchange_link (sender) WHERE direction = 'inward';

-- One row a record and partner: what shall be there and how far it has come. `content` is kept only while it waits;
-- `version` is the last one given, `held_version` the last one that the partner confirmed.
CREATE TABLE exchange_outbox (
    link_id BIGINT NOT NULL,
    table_code TEXT NOT NULL,
    record_key TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    called TEXT NOT NULL,
    school_year TEXT NOT NULL,
    step BIGINT NOT NULL,
    state TEXT NOT NULL,
    digest TEXT NOT NULL,
    content TEXT,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    event TEXT NOT NULL,
    held_version BIGINT NOT NULL,
    package_id BIGINT,
    problems TEXT,
    PRIMARY KEY (link_id, table_code, record_key)
);
CREATE INDEX exchange_outbox_by_state ON exchange_outbox (link_id, state, step, table_code, record_key);
CREATE INDEX exchange_outbox_of_unit ON exchange_outbox (unit_id, link_id);

-- A package on its way or arrived. `body` is kept until its receipt is here.
CREATE TABLE exchange_package (
    link_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    body TEXT,
    record_count BIGINT NOT NULL,
    guarded_count BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    problem TEXT,
    done_at BIGINT,
    accepted BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    ignored BIGINT NOT NULL,
    receipt TEXT,
    PRIMARY KEY (link_id, id)
);
CREATE INDEX exchange_package_open ON exchange_package (link_id, state, id);

-- What a partner below has sent: the newest version of each record.
CREATE TABLE exchange_held (
    link_id BIGINT NOT NULL,
    table_code TEXT NOT NULL,
    record_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    event TEXT NOT NULL,
    digest TEXT NOT NULL,
    content TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    package_id BIGINT NOT NULL,
    PRIMARY KEY (link_id, table_code, record_key)
);

-- Packages received, with the receipt that is given again when the same package comes again.
CREATE TABLE exchange_received (
    link_id BIGINT NOT NULL,
    package_id BIGINT NOT NULL,
    digest TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    record_count BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    ignored BIGINT NOT NULL,
    receipt TEXT NOT NULL,
    PRIMARY KEY (link_id, package_id)
);

-- The last comparison with a partner above: totals by table, and the names of the difference.
CREATE TABLE exchange_comparison (
    link_id BIGINT NOT NULL,
    table_code TEXT NOT NULL,
    ours BIGINT NOT NULL,
    theirs BIGINT NOT NULL,
    different BIGINT NOT NULL,
    PRIMARY KEY (link_id, table_code)
);
CREATE TABLE exchange_difference (
    link_id BIGINT NOT NULL,
    table_code TEXT NOT NULL,
    record_key TEXT NOT NULL,
    what TEXT NOT NULL,
    our_version BIGINT NOT NULL,
    their_version BIGINT NOT NULL,
    PRIMARY KEY (link_id, table_code, record_key)
);
