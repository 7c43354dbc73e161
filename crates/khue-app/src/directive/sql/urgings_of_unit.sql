SELECT u.id, u.unit_id, u.at, u.words, u.urger, a.id AS assignment_id
FROM assignment a
JOIN task_version v ON v.task_id = a.task_id
    AND v.version = (SELECT MAX(n.version) FROM task_version n WHERE n.task_id = a.task_id)
JOIN urged_assignment r ON r.assignment_id = a.id
JOIN urging u ON u.id = r.urging_id
WHERE a.unit_id = $1 AND a.stage <> 'done' AND v.standing = 'open'
    AND NOT EXISTS (
        SELECT 1
        FROM assignment_event s
        WHERE s.assignment_id = a.id AND s.kind = 'sent' AND s.sequence > r.sequence
            AND NOT EXISTS (
                SELECT 1
                FROM assignment_event w
                WHERE w.assignment_id = a.id AND w.kind = 'withdrawn' AND w.sequence = s.sequence + 1
            )
    )
ORDER BY u.at DESC, u.id, a.due_on, a.id
