SELECT t.directive_id, v.due_on, v.standing
FROM task t
JOIN task_version v ON v.task_id = t.id
WHERE t.id = $1 AND v.version = (SELECT MAX(n.version) FROM task_version n WHERE n.task_id = t.id)
