-- Pupils are admitted to a grade before classes are made.
ALTER TABLE enrolment ADD COLUMN grade TEXT;
ALTER TABLE enrolment ADD COLUMN admission_score BIGINT;

-- What somebody chose for pupils at the end of a school year before the roll-over was written: only where it
-- differs from going up with one's class.
CREATE TABLE roll_over_choice (
    unit_id BIGINT NOT NULL,
    school_year TEXT NOT NULL,
    pupil_id BIGINT NOT NULL,
    decision TEXT NOT NULL,
    class_name TEXT,
    chosen_at BIGINT NOT NULL,
    chosen_by BIGINT,
    PRIMARY KEY (unit_id, school_year, pupil_id)
);
