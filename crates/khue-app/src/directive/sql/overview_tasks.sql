SELECT t.id, t.code, t.section, v.text, v.lead_unit, v.due_on, v.standing, v.done_on
FROM task t
JOIN task_version v ON v.task_id = t.id
WHERE t.directive_id = $1
    AND v.version = (SELECT MAX(n.version) FROM task_version n WHERE n.task_id = t.id AND n.recorded_at <= $2)
ORDER BY t.ordinal
