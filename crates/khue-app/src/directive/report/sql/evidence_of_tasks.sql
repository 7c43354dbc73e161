SELECT a.task_id, COUNT(*) AS pieces
FROM assignment a
JOIN progress p ON p.assignment_id = a.id
JOIN evidence e ON e.progress_id = p.id
WHERE a.directive_id = $1 AND p.state = 'accepted' AND p.decided_at <= $2
GROUP BY a.task_id
