-- Those still open come first, then the newest.
SELECT t.id, t.pupil, t.from_unit, t.to_unit, t.begun_for, t.class, t.day, t.reason, t.paper, t.begun_at, t.begun_by,
    t.outcome, t.answer, t.closed_at, t.closed_by, t.source, u.id AS undone_by
FROM pupil_transfer t
LEFT JOIN record_source u ON u.undoes = t.source
WHERE t.province_id = $1 AND (t.from_unit = $2 OR t.to_unit = $2)
ORDER BY CASE WHEN t.outcome IS NULL THEN 0 ELSE 1 END, t.id DESC
LIMIT $3
