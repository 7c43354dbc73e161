SELECT a.id, a.task_id, a.unit_id, a.group_id, a.sequence, a.stage, a.due_on, a.done_on, a.heard_on, a.progress_state,
    a.assigned_at, t.code, v.text, v.repeats,
    (SELECT MAX(e.at) FROM assignment_event e WHERE e.assignment_id = a.id AND e.kind = 'urged') AS urged_at
FROM assignment a
JOIN task t ON t.id = a.task_id
JOIN task_version v ON v.task_id = a.task_id
    AND v.version = (SELECT MAX(n.version) FROM task_version n WHERE n.task_id = a.task_id)
WHERE a.directive_id = $1 AND a.part <> 'support' AND a.stage <> 'done' AND a.progress_state <> 'sent' AND v.standing = 'open'
ORDER BY a.due_on, t.ordinal, a.id
