DELETE FROM unit_scope
WHERE unit_id = $1
