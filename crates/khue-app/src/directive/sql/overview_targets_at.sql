SELECT g.id, g.task_id, v.text, v.value, v.unit, v.comparison,
    CAST(SUM(f.numerator) AS BIGINT) AS numerator,
    CAST(SUM(f.denominator) AS BIGINT) AS denominator,
    COUNT(f.progress_id) AS units_reported,
    COUNT(a.id) AS units_asked
FROM task t
JOIN task_target g ON g.task_id = t.id
JOIN target_version v ON v.target_id = g.id
    AND v.version = (SELECT MAX(n.version) FROM target_version n WHERE n.target_id = g.id AND n.recorded_at <= $2)
LEFT JOIN assignment a ON a.task_id = t.id AND a.assigned_at <= $2 AND a.part <> 'support'
    AND NOT EXISTS (SELECT 1 FROM assignment child WHERE child.parent_id = a.id AND child.assigned_at <= $2)
    AND (a.part = 'carry-out'
        OR NOT EXISTS (
            SELECT 1 FROM assignment other
            WHERE other.task_id = a.task_id AND other.part = 'carry-out' AND other.assigned_at <= $2
        ))
LEFT JOIN progress_figure f ON f.target_id = g.id AND f.progress_id = (
    SELECT p.id
    FROM progress p
    WHERE p.assignment_id = a.id AND p.state = 'accepted' AND p.decided_at <= $2
    ORDER BY p.version DESC
    LIMIT 1
)
WHERE t.directive_id = $1 AND v.qualitative = 0 AND v.ended = 0
GROUP BY g.id, g.task_id, v.text, v.value, v.unit, v.comparison, t.ordinal, g.ordinal
ORDER BY t.ordinal, g.ordinal
