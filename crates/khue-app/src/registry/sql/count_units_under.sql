SELECT COUNT(*) AS units
FROM unit_scope s
JOIN unit_span u ON u.unit_id = s.unit_id
WHERE s.ancestor_id = $7 AND s.relation = $8 AND s.valid_from <= $1 AND $1 < s.valid_until
    AND u.valid_from <= $1 AND $1 < u.valid_until
    AND ($2 = '' OR $2 LIKE '%,' || u.kind || ',%')
    AND u.search_key LIKE $3 AND u.search_key LIKE $4 AND u.search_key LIKE $5 AND u.search_key LIKE $6
