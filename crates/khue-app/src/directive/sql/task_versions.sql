SELECT v.task_id, t.directive_id, t.code, t.section, t.duplicate_of, t.carry_kinds, v.version, v.kind, v.text, v.leading_verb,
    v.span_start, v.span_end, v.lead_unit, v.due_on, v.repeats, v.standing, v.done_on, v.reason, v.recorded_at, v.recorder
FROM task t
JOIN task_version v ON v.task_id = t.id
WHERE t.id = $1
ORDER BY v.version DESC
