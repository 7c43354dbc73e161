SELECT p.id, p.person_id, h.full_name, p.role, p.title, p.unit_id, u.name AS unit_name, p.valid_from, p.valid_until, p.ended_on
FROM post p
JOIN person h ON h.id = p.person_id
JOIN unit_span u ON u.unit_id = p.unit_id AND u.valid_from <= $2 AND $2 < u.valid_until
WHERE p.unit_id = $1
    AND p.valid_from <= $2 AND $2 < p.valid_until AND (p.ended_on IS NULL OR $2 < p.ended_on)
ORDER BY h.sort_key, p.id
