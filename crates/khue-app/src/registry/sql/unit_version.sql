SELECT version
FROM unit_version
WHERE unit_id = $1
ORDER BY version DESC
LIMIT 1
