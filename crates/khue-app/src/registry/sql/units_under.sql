SELECT u.unit_id AS id, u.kind, u.level, u.ownership, u.name, u.short_name, u.code, u.valid_from, u.valid_until, u.sort_key
FROM unit_scope s
JOIN unit_span u ON u.unit_id = s.unit_id
WHERE s.ancestor_id = $10 AND s.relation = $11 AND s.valid_from <= $1 AND $1 < s.valid_until
    AND u.valid_from <= $1 AND $1 < u.valid_until
    AND ($2 = '' OR $2 LIKE '%,' || u.kind || ',%')
    AND u.search_key LIKE $3 AND u.search_key LIKE $4 AND u.search_key LIKE $5 AND u.search_key LIKE $6
    AND (u.sort_key > $7 OR u.sort_key = $7 AND u.unit_id > $8)
ORDER BY u.sort_key, u.unit_id
LIMIT $9
