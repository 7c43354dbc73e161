SELECT s.unit_id, s.ancestor_id AS group_id
FROM unit_scope s
JOIN unit_span g ON g.unit_id = s.ancestor_id AND g.valid_from <= $3 AND $3 < g.valid_until
WHERE s.unit_id = $1 AND s.relation = $2 AND s.valid_from <= $3 AND $3 < s.valid_until
    AND g.kind IN ('district', 'commune')
ORDER BY s.depth DESC
LIMIT 1
