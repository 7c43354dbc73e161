DELETE FROM unit_span
WHERE unit_id = $1
