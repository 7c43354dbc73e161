SELECT t.id, t.text, t.value, t.unit, t.comparison, t.of_what, t.qualitative, t.indicator,
    (SELECT CAST(SUM(s.numerator) AS BIGINT) FROM target_tally s WHERE s.target_id = t.id AND s.task_id = t.task_id) AS numerator,
    (SELECT CAST(SUM(s.denominator) AS BIGINT) FROM target_tally s WHERE s.target_id = t.id AND s.task_id = t.task_id) AS denominator,
    (SELECT CAST(SUM(s.units_reported) AS BIGINT) FROM target_tally s WHERE s.target_id = t.id AND s.task_id = t.task_id) AS units_reported,
    (SELECT CAST(SUM(s.units_asked) AS BIGINT) FROM target_tally s WHERE s.target_id = t.id AND s.task_id = t.task_id) AS units_asked
FROM task_target t
WHERE t.task_id = $1
ORDER BY t.ordinal
