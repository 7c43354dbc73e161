SELECT DISTINCT unit_id
FROM unit_scope
WHERE ancestor_id = $1
ORDER BY unit_id
