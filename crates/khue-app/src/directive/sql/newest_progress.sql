SELECT id, version, state
FROM progress
WHERE assignment_id = $1
ORDER BY version DESC
LIMIT 1
