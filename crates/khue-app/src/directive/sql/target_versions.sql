SELECT v.target_id, v.version, v.task_version, v.text, v.value, v.unit, v.comparison, v.of_what, v.qualitative, v.ended,
    v.recorded_at
FROM task_target t
JOIN target_version v ON v.target_id = t.id
WHERE t.task_id = $1
ORDER BY t.ordinal, t.id, v.version
