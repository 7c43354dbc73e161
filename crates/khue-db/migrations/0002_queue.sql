-- `attempt` counts the claims and is the fence: only the claim that counted last may finish the job.
CREATE TABLE job (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    announcement BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    parked BIGINT NOT NULL,
    error TEXT
);

CREATE INDEX job_due ON job (parked, run_at, id);

CREATE INDEX job_key ON job (kind, key);
