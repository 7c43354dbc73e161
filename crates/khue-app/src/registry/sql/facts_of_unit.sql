SELECT v.unit_id, '' AS grouped, v.kind, v.ownership, v.name, v.short_name, v.valid_from, v.valid_until
FROM unit_version v
WHERE v.unit_id = $1
ORDER BY v.version
