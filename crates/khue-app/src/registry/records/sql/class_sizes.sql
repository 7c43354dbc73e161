SELECT e.class AS class_id, COALESCE(p.sex, '') AS sex, COUNT(*) AS number
FROM enrolment e
JOIN pupil p ON p.province_id = e.province_id AND p.id = e.pupil AND p.replaced_at = 9223372036854775807
    AND p.valid_from <= $3 AND $3 < p.valid_until
WHERE e.province_id = $1 AND e.unit_id = $2 AND e.replaced_at = 9223372036854775807
    AND e.valid_from <= $3 AND $3 < e.valid_until AND e.status IN ('dang-hoc', 'chuyen-den')
    AND e.class IS NOT NULL
GROUP BY e.class, COALESCE(p.sex, '')
