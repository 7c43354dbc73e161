SELECT id, kind, key, attempt, error
FROM job
WHERE parked = 1 AND id > $1
ORDER BY id
LIMIT $2
