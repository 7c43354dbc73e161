SELECT kind, number, issued_on, title
FROM task_reference
WHERE task_id = $1
ORDER BY ordinal
