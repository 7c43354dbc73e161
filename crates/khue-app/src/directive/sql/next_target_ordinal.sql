SELECT COALESCE(MAX(ordinal), -1) + 1 AS ordinal
FROM task_target
WHERE task_id = $1
