SELECT v.unit_id, v.system AS grouped, v.code, v.valid_from, v.valid_until
FROM unit_code v
WHERE v.unit_id = $1
ORDER BY v.system, v.version
