SELECT u.unit_id AS id, u.kind, u.level, u.ownership, u.name, u.short_name, u.code, u.valid_from, u.valid_until, u.sort_key
FROM unit_scope s
JOIN unit_span u ON u.unit_id = s.unit_id AND u.valid_from <= $3 AND $3 < u.valid_until
WHERE s.ancestor_id = $1 AND s.relation = $2 AND s.depth = 1 AND s.valid_from <= $3 AND $3 < s.valid_until
ORDER BY u.sort_key, u.unit_id
