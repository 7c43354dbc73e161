INSERT INTO task_tally (directive_id, task_id, group_id, stage, due_on, late, heard, returned, assignments)
SELECT s.directive_id, s.task_id, s.group_id, s.stage, s.due_on, s.late, s.heard, s.returned, COUNT(*)
FROM (
    SELECT a.directive_id, a.task_id, a.group_id, a.stage, COALESCE(a.due_on, '') AS due_on,
        CAST(CASE WHEN a.done_on > a.due_on THEN 1 ELSE 0 END AS BIGINT) AS late,
        CAST(CASE WHEN a.heard_on IS NULL THEN 0 WHEN a.heard_on > a.due_on THEN 2 ELSE 1 END AS BIGINT) AS heard,
        CAST(CASE WHEN a.progress_state = 'returned' THEN 1 ELSE 0 END AS BIGINT) AS returned
    FROM assignment a
    WHERE a.task_id = $1 AND a.part <> 'support'
) s
GROUP BY s.directive_id, s.task_id, s.group_id, s.stage, s.due_on, s.late, s.heard, s.returned
