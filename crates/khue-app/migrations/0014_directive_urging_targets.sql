-- Targets of an adopted task become versions; urging is kept with who said it.

-- What a target asks for, append-only. The figures that units declared belong to the target itself.
CREATE TABLE target_version (
    target_id BIGINT NOT NULL REFERENCES task_target (id),
    version BIGINT NOT NULL,
    task_version BIGINT NOT NULL,      -- the version of the task that brought it, with who, when and why
    text TEXT NOT NULL,
    value BIGINT,                      -- thousandths
    unit TEXT,
    comparison TEXT NOT NULL,
    of_what TEXT,
    qualitative BIGINT NOT NULL,
    ended BIGINT NOT NULL,             -- 1: holds no more from this version on
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (target_id, version)
);

INSERT INTO target_version (target_id, version, task_version, text, value, unit, comparison, of_what, qualitative,
    ended, recorded_at)
SELECT t.id, 1, 1, t.text, t.value, t.unit, t.comparison, t.of_what, t.qualitative, 0, v.recorded_at
FROM task_target t
JOIN task_version v ON v.task_id = t.task_id AND v.version = 1;

ALTER TABLE task_target DROP COLUMN text;
ALTER TABLE task_target DROP COLUMN value;
ALTER TABLE task_target DROP COLUMN unit;
ALTER TABLE task_target DROP COLUMN comparison;
ALTER TABLE task_target DROP COLUMN of_what;
ALTER TABLE task_target DROP COLUMN qualitative;

-- One message to many units; which assignments it was about stands below.
CREATE TABLE urging (
    id BIGINT NOT NULL PRIMARY KEY,
    directive_id BIGINT NOT NULL REFERENCES directive (id),
    unit_id BIGINT NOT NULL,           -- the unit that urges
    at BIGINT NOT NULL,
    words TEXT NOT NULL,
    account_id BIGINT,
    urger TEXT NOT NULL                -- name, as it was then
);
CREATE INDEX urging_by_directive ON urging (directive_id, at);

CREATE TABLE urged_assignment (
    assignment_id BIGINT NOT NULL REFERENCES assignment (id),
    urging_id BIGINT NOT NULL REFERENCES urging (id),
    sequence BIGINT NOT NULL,          -- of the assignment's event
    PRIMARY KEY (assignment_id, urging_id)
);
CREATE INDEX urged_by_urging ON urged_assignment (urging_id);
