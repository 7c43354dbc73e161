SELECT s.id, s.province_id, s.unit_id, s.what, s.note, s.recorded_at, s.recorded_by, s.undoes, u.id AS undone_by,
    (SELECT CAST(COALESCE(SUM(c.row_count), 0) AS BIGINT) FROM record_source_count c WHERE c.source = s.id) AS row_count
FROM record_source s
LEFT JOIN record_source u ON u.undoes = s.id
WHERE s.province_id = $1 AND s.unit_id = $2 AND s.what <> $3
ORDER BY s.id DESC
LIMIT $4
