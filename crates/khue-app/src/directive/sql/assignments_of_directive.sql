SELECT id, task_id, unit_id
FROM assignment
WHERE directive_id = $1
ORDER BY id
