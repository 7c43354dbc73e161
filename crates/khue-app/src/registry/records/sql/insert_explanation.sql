INSERT INTO finding_explanation (province_id, unit_id, check_code, record_id, number, record_version, text, explained_at, explained_by, explained_by_person)
SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT),
    (SELECT COALESCE(MAX(e.number), 0) + 1 FROM finding_explanation e WHERE e.province_id = $1 AND e.unit_id = $2 AND e.check_code = $3 AND e.record_id = $4),
    CAST($5 AS BIGINT), CAST($6 AS TEXT), CAST($7 AS BIGINT), CAST($8 AS BIGINT), CAST($9 AS BIGINT)
