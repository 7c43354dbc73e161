-- Directives: the text, the provisions proposed from it, and after adoption the tasks, who has
-- them, what was reported and what an official report froze.

CREATE TABLE directive (
    id BIGINT NOT NULL PRIMARY KEY,
    owner_unit BIGINT NOT NULL,
    state TEXT NOT NULL,               -- review, adopted, withdrawn
    kind TEXT,
    number TEXT,
    issued_on TEXT,
    place TEXT,
    issuer TEXT,
    subject TEXT NOT NULL,
    school_year TEXT,
    search_key TEXT NOT NULL,
    file_name TEXT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    uploaded_by BIGINT,
    adopted_at BIGINT,
    adopted_by BIGINT,
    revision BIGINT NOT NULL           -- grows with every change that a page of figures shows
);
CREATE INDEX directive_by_state ON directive (state, issued_on);

CREATE TABLE directive_text (
    directive_id BIGINT NOT NULL PRIMARY KEY REFERENCES directive (id),
    file_digest TEXT NOT NULL,
    file_type TEXT NOT NULL,
    text TEXT NOT NULL,                -- normalised, one paragraph a line; frozen by adoption
    text_digest TEXT NOT NULL,
    reading TEXT NOT NULL              -- the reading as JSON, without the text
);

CREATE TABLE directive_section (
    directive_id BIGINT NOT NULL REFERENCES directive (id),
    ordinal BIGINT NOT NULL,
    path TEXT NOT NULL,
    level BIGINT NOT NULL,
    number TEXT NOT NULL,
    heading TEXT NOT NULL,
    kind TEXT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    PRIMARY KEY (directive_id, ordinal)
);

CREATE TABLE provision (
    id BIGINT NOT NULL PRIMARY KEY,
    directive_id BIGINT NOT NULL REFERENCES directive (id),
    ordinal BIGINT NOT NULL,           -- steps of 1000, so that splits and additions fit between
    version BIGINT NOT NULL,
    state TEXT NOT NULL,               -- suggested, accepted, dropped
    origin TEXT NOT NULL,              -- read, split, merged, hand
    section TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    leading_verb TEXT,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    detail TEXT NOT NULL,              -- actors, targets, deadlines, references as JSON
    due_on TEXT,
    repeats TEXT,
    due_reason TEXT NOT NULL,
    lead_unit BIGINT,
    support_units TEXT NOT NULL,       -- JSON list of unit ids
    units_reason TEXT NOT NULL,
    duplicate_of BIGINT,
    changed_at BIGINT NOT NULL,
    changed_by BIGINT
);
CREATE INDEX provision_by_directive ON provision (directive_id, ordinal);

CREATE TABLE task (
    id BIGINT NOT NULL PRIMARY KEY,
    directive_id BIGINT NOT NULL REFERENCES directive (id),
    code TEXT NOT NULL,
    section TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    duplicate_of BIGINT,
    carry_kinds TEXT NOT NULL,         -- kinds of units proposed to carry it out, with commas
    published_at BIGINT NOT NULL
);
CREATE INDEX task_by_directive ON task (directive_id, ordinal);

CREATE TABLE task_version (
    task_id BIGINT NOT NULL REFERENCES task (id),
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    search_key TEXT NOT NULL,
    leading_verb TEXT,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    lead_unit BIGINT,
    due_on TEXT,
    repeats TEXT,
    standing TEXT NOT NULL,            -- open, paused, cancelled, closed
    done_on TEXT,
    reason TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT,
    recorder TEXT,                     -- name, as it was then
    PRIMARY KEY (task_id, version)
);

CREATE TABLE task_target (
    id BIGINT NOT NULL PRIMARY KEY,
    task_id BIGINT NOT NULL REFERENCES task (id),
    ordinal BIGINT NOT NULL,
    text TEXT NOT NULL,
    value BIGINT,                      -- thousandths
    unit TEXT,
    comparison TEXT NOT NULL,
    of_what TEXT,
    qualitative BIGINT NOT NULL,
    indicator TEXT                     -- key of the computed indicator that will win
);
CREATE INDEX task_target_by_task ON task_target (task_id, ordinal);

CREATE TABLE task_reference (
    task_id BIGINT NOT NULL REFERENCES task (id),
    ordinal BIGINT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    issued_on TEXT,
    title TEXT,
    PRIMARY KEY (task_id, ordinal)
);

CREATE TABLE assignment (
    id BIGINT NOT NULL PRIMARY KEY,
    directive_id BIGINT NOT NULL REFERENCES directive (id),
    task_id BIGINT NOT NULL REFERENCES task (id),
    unit_id BIGINT NOT NULL,
    group_id BIGINT NOT NULL,          -- the column of the matrix: the district above, else the unit
    part TEXT NOT NULL,                -- lead, support, carry-out
    parent_id BIGINT REFERENCES assignment (id),
    assigned_at BIGINT NOT NULL,
    assigned_by BIGINT,
    assigner_unit BIGINT NOT NULL,
    sequence BIGINT NOT NULL,          -- of the last event, here with what it left
    stage TEXT NOT NULL,
    due_on TEXT,
    done_on TEXT,
    heard_on TEXT,                     -- day of the last report sent
    progress_state TEXT NOT NULL       -- of the newest report: none, draft, sent, accepted, returned
);
CREATE UNIQUE INDEX assignment_once ON assignment (task_id, unit_id);
CREATE INDEX assignment_by_unit ON assignment (unit_id, stage, due_on);
CREATE INDEX assignment_by_directive ON assignment (directive_id, task_id);
CREATE INDEX assignment_by_assigner ON assignment (assigner_unit, progress_state);
CREATE INDEX assignment_by_parent ON assignment (parent_id);

-- What happened to an assignment, append-only: any past day can be asked.
CREATE TABLE assignment_event (
    assignment_id BIGINT NOT NULL REFERENCES assignment (id),
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,                -- assigned, due-changed, sent, accepted, returned, withdrawn, paused, resumed, cancelled
    stage TEXT NOT NULL,
    due_on TEXT,
    done_on TEXT,
    heard_on TEXT,
    words TEXT NOT NULL,
    account_id BIGINT,
    person_id BIGINT,
    PRIMARY KEY (assignment_id, sequence)
);

CREATE TABLE progress (
    id BIGINT NOT NULL PRIMARY KEY,
    assignment_id BIGINT NOT NULL REFERENCES assignment (id),
    version BIGINT NOT NULL,
    state TEXT NOT NULL,               -- draft, sent, accepted, returned, withdrawn
    stage TEXT NOT NULL,               -- in-progress, done
    body TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    written_by BIGINT,
    writer_name TEXT NOT NULL,
    sent_at BIGINT,
    decided_at BIGINT,
    decided_by BIGINT,
    decider_name TEXT,
    decision_reason TEXT
);
CREATE UNIQUE INDEX progress_version ON progress (assignment_id, version);

CREATE TABLE progress_figure (
    progress_id BIGINT NOT NULL REFERENCES progress (id),
    target_id BIGINT NOT NULL REFERENCES task_target (id),
    numerator BIGINT NOT NULL,         -- thousandths
    denominator BIGINT,                -- thousandths; for shares and ratios
    PRIMARY KEY (progress_id, target_id)
);

CREATE TABLE evidence (
    id BIGINT NOT NULL PRIMARY KEY,
    progress_id BIGINT NOT NULL REFERENCES progress (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                -- file, link
    media_type TEXT,
    size_bytes BIGINT,
    digest TEXT,
    link TEXT,
    added_at BIGINT NOT NULL,
    added_by BIGINT
);
CREATE INDEX evidence_by_progress ON evidence (progress_id);

-- Sums at the leaf of the figures pages: recomputed for the touched task only.
CREATE TABLE task_tally (
    directive_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    stage TEXT NOT NULL,
    due_on TEXT NOT NULL,              -- empty when none
    late BIGINT NOT NULL,              -- done after the due day
    heard BIGINT NOT NULL,             -- 0 never, 1 by the due day, 2 after it
    returned BIGINT NOT NULL,
    assignments BIGINT NOT NULL,
    PRIMARY KEY (directive_id, task_id, group_id, stage, due_on, late, heard, returned)
);

CREATE TABLE target_tally (
    directive_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    target_id BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    numerator BIGINT NOT NULL,
    denominator BIGINT,
    units_reported BIGINT NOT NULL,
    units_asked BIGINT NOT NULL,
    PRIMARY KEY (directive_id, task_id, target_id, group_id)
);

-- An official report: figures frozen to a day, words edited by people.
CREATE TABLE report (
    id BIGINT NOT NULL PRIMARY KEY,
    directive_id BIGINT NOT NULL REFERENCES directive (id),
    unit_id BIGINT NOT NULL,           -- whose report it is
    as_of TEXT NOT NULL,
    period TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    maker_name TEXT NOT NULL
);
CREATE INDEX report_by_directive ON report (directive_id, made_at);

-- Frozen once and never changed; freezing anew on somebody's order adds another.
CREATE TABLE report_snapshot (
    report_id BIGINT NOT NULL REFERENCES report (id),
    number BIGINT NOT NULL,
    revision BIGINT NOT NULL,          -- of the directive when the figures were frozen
    content TEXT NOT NULL,             -- drafted sentences, tables, pictures and figures as JSON
    digest TEXT NOT NULL,
    frozen_at BIGINT NOT NULL,
    frozen_by BIGINT,
    PRIMARY KEY (report_id, number)
);

-- What people write over a snapshot, append-only.
CREATE TABLE report_version (
    report_id BIGINT NOT NULL REFERENCES report (id),
    version BIGINT NOT NULL,
    snapshot BIGINT NOT NULL,
    state TEXT NOT NULL,               -- draft, final
    words TEXT NOT NULL,               -- head, foot and reworded paragraphs as JSON
    saved_at BIGINT NOT NULL,
    saved_by BIGINT,
    saver_name TEXT NOT NULL,
    PRIMARY KEY (report_id, version)
);
CREATE INDEX target_tally_by_task ON target_tally (task_id, target_id);
CREATE INDEX task_tally_by_task ON task_tally (task_id);
CREATE INDEX assignment_waiting ON assignment (progress_state, heard_on);
