SELECT t.id, t.code, v.text
FROM task t
JOIN task_version v ON v.task_id = t.id
WHERE t.id = $1 AND v.version = (SELECT MAX(n.version) FROM task_version n WHERE n.task_id = t.id)
