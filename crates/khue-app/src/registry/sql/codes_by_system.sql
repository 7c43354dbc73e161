SELECT v.unit_id, v.system AS grouped, v.code, v.valid_from, v.valid_until
FROM unit_code v
WHERE EXISTS (SELECT 1 FROM unit_code keyed WHERE keyed.unit_id = v.unit_id AND keyed.system = $1)
ORDER BY v.unit_id, v.system, v.version
