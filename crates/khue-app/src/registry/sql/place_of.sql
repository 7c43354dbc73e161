SELECT depth
FROM unit_scope
WHERE ancestor_id = $1 AND unit_id = $2 AND relation = $3 AND valid_from <= $4 AND $4 < valid_until
LIMIT 1
