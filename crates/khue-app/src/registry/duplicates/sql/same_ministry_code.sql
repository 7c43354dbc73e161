SELECT p.id, p.full_name, p.birth_date, p.sex, p.ministry_code, p.personal_number
FROM pupil p
WHERE p.province_id = $1 AND p.replaced_at = 9223372036854775807 AND p.ministry_code IN (
    SELECT q.ministry_code FROM pupil q WHERE q.province_id = $1 AND q.ministry_code IS NOT NULL AND q.replaced_at = 9223372036854775807
    GROUP BY q.ministry_code HAVING COUNT(DISTINCT q.id) > 1 ORDER BY q.ministry_code LIMIT 200)
ORDER BY p.id, p.valid_from
