SELECT id, full_name
FROM person
WHERE id = $1
