SELECT p.id, p.full_name, p.birth_date, p.sex, p.ministry_code, p.personal_number
FROM pupil p
WHERE p.province_id = $1 AND p.replaced_at = 9223372036854775807 AND p.personal_number IN (
    SELECT q.personal_number FROM pupil q WHERE q.province_id = $1 AND q.personal_number IS NOT NULL AND q.replaced_at = 9223372036854775807
    GROUP BY q.personal_number HAVING COUNT(DISTINCT q.id) > 1 ORDER BY q.personal_number LIMIT 200)
ORDER BY p.id, p.valid_from
