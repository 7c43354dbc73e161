SELECT v.unit_id, v.relation AS grouped, v.parent_id, v.valid_from, v.valid_until
FROM unit_relation v
WHERE EXISTS (SELECT 1 FROM unit_code keyed WHERE keyed.unit_id = v.unit_id AND keyed.system = $1)
ORDER BY v.unit_id, v.relation, v.version
