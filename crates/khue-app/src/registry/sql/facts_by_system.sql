SELECT v.unit_id, '' AS grouped, v.kind, v.ownership, v.name, v.short_name, v.valid_from, v.valid_until
FROM unit_version v
WHERE EXISTS (SELECT 1 FROM unit_code keyed WHERE keyed.unit_id = v.unit_id AND keyed.system = $1)
ORDER BY v.unit_id, v.version
