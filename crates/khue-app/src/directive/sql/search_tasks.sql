SELECT t.id, t.directive_id, t.code, v.text, v.lead_unit, v.due_on, d.subject
FROM task_version v
JOIN task t ON t.id = v.task_id
JOIN directive d ON d.id = t.directive_id
WHERE d.state = 'adopted'
    AND v.search_key LIKE $1 AND v.search_key LIKE $2 AND v.search_key LIKE $3 AND v.search_key LIKE $4
    AND v.version = (SELECT MAX(n.version) FROM task_version n WHERE n.task_id = v.task_id)
ORDER BY d.uploaded_at DESC, t.ordinal
LIMIT 50
