SELECT version, kind, name, recorded_at
FROM unit_version
WHERE unit_id = $1 AND valid_from <= $2 AND $2 < valid_until AND recorded_at <= $3
ORDER BY version DESC
LIMIT 1
