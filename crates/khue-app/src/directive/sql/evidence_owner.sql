SELECT a.unit_id, a.id AS assignment_id, p.writer_name, p.state
FROM progress p
JOIN assignment a ON a.id = p.assignment_id
WHERE p.id = $1
