SELECT t.id, v.version, v.text, v.value, v.unit, v.comparison, v.of_what, v.qualitative, v.ended, v.recorded_at, t.indicator,
    (SELECT CAST(SUM(s.numerator) AS BIGINT) FROM target_tally s WHERE s.target_id = t.id AND s.task_id = t.task_id) AS numerator,
    (SELECT CAST(SUM(s.denominator) AS BIGINT) FROM target_tally s WHERE s.target_id = t.id AND s.task_id = t.task_id) AS denominator,
    (SELECT CAST(SUM(s.units_reported) AS BIGINT) FROM target_tally s WHERE s.target_id = t.id AND s.task_id = t.task_id) AS units_reported,
    (SELECT CAST(SUM(s.units_asked) AS BIGINT) FROM target_tally s WHERE s.target_id = t.id AND s.task_id = t.task_id) AS units_asked
FROM task_target t
JOIN target_version v ON v.target_id = t.id
WHERE t.task_id = $1 AND v.version = (SELECT MAX(n.version) FROM target_version n WHERE n.target_id = t.id)
ORDER BY t.ordinal, t.id
