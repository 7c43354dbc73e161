SELECT id, full_name
FROM person
WHERE search_key LIKE $1
ORDER BY sort_key, id
LIMIT $2
