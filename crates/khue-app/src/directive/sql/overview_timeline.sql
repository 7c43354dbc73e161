SELECT (assigned_at + $2) / $3 AS assigned_on, due_on, done_on, COUNT(*) AS assignments
FROM assignment
WHERE directive_id = $1 AND part <> 'support'
GROUP BY (assigned_at + $2) / $3, due_on, done_on
