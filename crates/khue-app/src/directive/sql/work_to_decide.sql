SELECT a.id, a.unit_id, a.task_id, a.directive_id, t.code, v.text, v.standing, a.part, a.stage, a.due_on, a.done_on, a.heard_on,
    a.progress_state, e.words AS last_words
FROM assignment a
JOIN assignment_event e ON e.assignment_id = a.id
    AND e.sequence = (SELECT MAX(n.sequence) FROM assignment_event n WHERE n.assignment_id = a.id AND n.kind <> 'urged')
JOIN task t ON t.id = a.task_id
JOIN task_version v ON v.task_id = a.task_id
    AND v.version = (SELECT MAX(n.version) FROM task_version n WHERE n.task_id = a.task_id)
WHERE a.progress_state = 'sent' AND a.unit_id <> $1
    AND ($2 = 1 OR a.assigner_unit = $1 OR a.group_id = $1)
ORDER BY a.heard_on, a.id
LIMIT 200
