SELECT a.id, a.directive_id, a.task_id, a.unit_id, a.assigner_unit, a.sequence, a.stage, a.due_on, a.done_on, a.heard_on,
    a.progress_state, v.standing
FROM assignment a
JOIN task_version v ON v.task_id = a.task_id
WHERE a.id = $1 AND v.version = (SELECT MAX(n.version) FROM task_version n WHERE n.task_id = a.task_id)
