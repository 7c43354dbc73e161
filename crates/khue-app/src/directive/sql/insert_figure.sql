INSERT INTO progress_figure (progress_id, target_id, numerator, denominator)
SELECT $1, t.id, $3, $4
FROM task_target t
JOIN target_version v ON v.target_id = t.id
WHERE t.id = $2 AND t.task_id = $5 AND v.ended = 0
    AND v.version = (SELECT MAX(n.version) FROM target_version n WHERE n.target_id = t.id)
