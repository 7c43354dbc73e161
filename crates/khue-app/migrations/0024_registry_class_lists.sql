-- Lists of classes: who is or was in a class.
CREATE INDEX enrolment_by_class ON enrolment (province_id, class) WHERE replaced_at = 9223372036854775807 AND class IS NOT NULL;
