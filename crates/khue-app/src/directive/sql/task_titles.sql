SELECT t.id, t.code, v.text, t.duplicate_of
FROM task t
JOIN task_version v ON v.task_id = t.id AND v.version = 1
WHERE t.directive_id = $1
ORDER BY t.ordinal
