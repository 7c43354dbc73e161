INSERT INTO progress_figure (progress_id, target_id, numerator, denominator)
SELECT $1, t.id, $3, $4
FROM task_target t
WHERE t.id = $2 AND t.task_id = $5
