SELECT DISTINCT unit_id
FROM unit_scope
WHERE ancestor_id = $1 AND relation = $2 AND valid_from <= $3 AND $3 < valid_until
LIMIT $4
