SELECT a.id AS assignment_id, a.task_id, a.unit_id, p.body
FROM assignment a
JOIN progress p ON p.assignment_id = a.id
WHERE a.directive_id = $1 AND p.state IN ('sent', 'accepted', 'returned') AND p.stage <> 'done' AND p.sent_at <= $2
    AND p.version = (
        SELECT MAX(n.version)
        FROM progress n
        WHERE n.assignment_id = a.id AND n.state IN ('sent', 'accepted', 'returned') AND n.sent_at <= $2
    )
ORDER BY p.sent_at DESC, p.id
