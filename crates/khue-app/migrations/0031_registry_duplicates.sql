-- Pupils recorded twice. Candidates are found by their birthdays, a few dozen people a day.
CREATE INDEX pupil_by_birth ON pupil (province_id, birth_date) WHERE replaced_at = 9223372036854775807;

-- What somebody decided of two records: two people, or one. Of a merger it is kept which record went and under which
-- numbers it was known, so that these numbers still find the pupil; it holds until its source is taken back.
CREATE TABLE pupil_same (
    province_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    one BIGINT NOT NULL,
    other BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    kept BIGINT,
    gone BIGINT,
    ministry_code TEXT,
    personal_number TEXT,
    reason TEXT NOT NULL,
    source BIGINT,
    decided_at BIGINT NOT NULL,
    decided_by BIGINT,
    PRIMARY KEY (province_id, id)
);
CREATE INDEX pupil_same_pair ON pupil_same (province_id, one, other);
CREATE INDEX pupil_same_gone ON pupil_same (province_id, gone) WHERE gone IS NOT NULL;
