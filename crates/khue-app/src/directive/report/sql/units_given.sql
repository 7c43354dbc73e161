SELECT COUNT(DISTINCT a.unit_id) AS units
FROM assignment a
WHERE a.directive_id = $1 AND a.assigned_at <= $2
