SELECT a.id AS assignment_id, a.task_id, a.unit_id, e.due_on,
    CAST(CASE WHEN e.heard_on IS NULL THEN 1 ELSE 0 END AS BIGINT) AS silent
FROM assignment a
JOIN assignment_event e ON e.assignment_id = a.id
WHERE a.directive_id = $1 AND a.part <> 'support'
    AND e.sequence = (SELECT MAX(n.sequence) FROM assignment_event n WHERE n.assignment_id = a.id AND n.at <= $2)
    AND e.due_on < $3
    AND (e.stage IN ('not-started', 'in-progress') OR (e.stage = 'waiting' AND (e.heard_on IS NULL OR e.heard_on > e.due_on)))
ORDER BY e.due_on, a.id
