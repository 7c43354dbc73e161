SELECT below.unit_id, g.unit_id AS group_id
FROM unit_scope below
JOIN unit_scope s ON s.unit_id = below.unit_id AND s.relation = below.relation
    AND s.valid_from <= $4 AND $4 < s.valid_until
JOIN unit_span g ON g.unit_id = s.ancestor_id AND g.kind = $1 AND g.valid_from <= $4 AND $4 < g.valid_until
WHERE below.ancestor_id = $3 AND below.relation = $2 AND below.valid_from <= $4 AND $4 < below.valid_until
ORDER BY below.unit_id
