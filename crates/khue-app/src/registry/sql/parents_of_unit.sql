SELECT v.unit_id, v.relation AS grouped, v.parent_id, v.valid_from, v.valid_until
FROM unit_relation v
WHERE v.unit_id = $1
ORDER BY v.relation, v.version
