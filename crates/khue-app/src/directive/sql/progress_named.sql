SELECT a.id, a.unit_id, t.code, v.text
FROM progress p
JOIN assignment a ON a.id = p.assignment_id
JOIN task t ON t.id = a.task_id
JOIN task_version v ON v.task_id = t.id
WHERE p.id = $1 AND v.version = (SELECT MAX(n.version) FROM task_version n WHERE n.task_id = t.id)
