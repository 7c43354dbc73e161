SELECT g.id, g.task_id, v.text, v.value, v.unit, v.comparison,
    CAST(SUM(s.numerator) AS BIGINT) AS numerator,
    CAST(SUM(s.denominator) AS BIGINT) AS denominator,
    CAST(SUM(s.units_reported) AS BIGINT) AS units_reported,
    CAST(SUM(s.units_asked) AS BIGINT) AS units_asked
FROM task t
JOIN task_target g ON g.task_id = t.id
JOIN target_version v ON v.target_id = g.id
    AND v.version = (SELECT MAX(n.version) FROM target_version n WHERE n.target_id = g.id)
LEFT JOIN target_tally s ON s.directive_id = t.directive_id AND s.task_id = t.id AND s.target_id = g.id
WHERE t.directive_id = $1 AND v.qualitative = 0 AND v.ended = 0
GROUP BY g.id, g.task_id, v.text, v.value, v.unit, v.comparison, t.ordinal, g.ordinal
ORDER BY t.ordinal, g.ordinal
