SELECT ancestor_id, depth, valid_from, valid_until
FROM unit_scope
WHERE unit_id = $1 AND relation = $2
