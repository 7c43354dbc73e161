SELECT n.pupil AS pupil_id, n.unit_id, n.class AS class_id
FROM enrolment n
WHERE +n.province_id = $1 AND n.year = $3 AND n.replaced_at = 9223372036854775807 AND n.pupil IN (
    SELECT e.pupil FROM enrolment e
    WHERE e.province_id = $1 AND e.unit_id = $2 AND e.year = $4 AND e.replaced_at = 9223372036854775807
        AND e.pupil IS NOT NULL)
