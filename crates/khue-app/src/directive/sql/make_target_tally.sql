INSERT INTO target_tally (directive_id, task_id, target_id, group_id, numerator, denominator, units_reported, units_asked)
SELECT a.directive_id, a.task_id, t.id, a.group_id,
    CAST(COALESCE(SUM(f.numerator), 0) AS BIGINT),
    CAST(SUM(f.denominator) AS BIGINT),
    COUNT(f.progress_id), COUNT(*)
FROM assignment a
JOIN task_target t ON t.task_id = a.task_id
JOIN target_version v ON v.target_id = t.id
    AND v.version = (SELECT MAX(n.version) FROM target_version n WHERE n.target_id = t.id)
LEFT JOIN progress_figure f ON f.target_id = t.id AND f.progress_id = (
    SELECT p.id
    FROM progress p
    WHERE p.assignment_id = a.id AND p.state = 'accepted' AND (v.ended = 0 OR p.decided_at <= v.recorded_at)
    ORDER BY p.version DESC
    LIMIT 1
)
WHERE a.task_id = $1 AND v.qualitative = 0 AND a.part <> 'support' AND (v.ended = 0 OR a.assigned_at <= v.recorded_at)
    AND NOT EXISTS (SELECT 1 FROM assignment child WHERE child.parent_id = a.id)
    AND (a.part = 'carry-out'
        OR NOT EXISTS (SELECT 1 FROM assignment other WHERE other.task_id = a.task_id AND other.part = 'carry-out'))
GROUP BY a.directive_id, a.task_id, t.id, a.group_id
