SELECT s.task_id, s.group_id, s.stage, s.due_on, s.late, s.heard, s.returned, COUNT(*) AS assignments
FROM (
    SELECT a.task_id, a.group_id, e.stage, COALESCE(e.due_on, '') AS due_on,
        CAST(CASE WHEN e.done_on > e.due_on THEN 1 ELSE 0 END AS BIGINT) AS late,
        CAST(CASE WHEN e.heard_on IS NULL THEN 0 WHEN e.heard_on > e.due_on THEN 2 ELSE 1 END AS BIGINT) AS heard,
        CAST(CASE WHEN e.kind = 'returned' THEN 1 ELSE 0 END AS BIGINT) AS returned
    FROM assignment a
    JOIN assignment_event e ON e.assignment_id = a.id
    WHERE a.directive_id = $1 AND a.part <> 'support'
        AND e.sequence = (SELECT MAX(n.sequence) FROM assignment_event n WHERE n.assignment_id = a.id AND n.at <= $2 AND n.kind <> 'urged')
) s
GROUP BY s.task_id, s.group_id, s.stage, s.due_on, s.late, s.heard, s.returned
