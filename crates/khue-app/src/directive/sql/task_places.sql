SELECT t.id, v.span_start, v.span_end
FROM task t
JOIN task_version v ON v.task_id = t.id AND v.version = 1
WHERE t.directive_id = $1
ORDER BY v.span_start, t.ordinal
