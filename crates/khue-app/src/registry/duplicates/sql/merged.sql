SELECT s.id, s.kept, s.gone, s.ministry_code, s.personal_number, s.reason, s.source, s.decided_at
FROM pupil_same s
WHERE s.province_id = $1 AND s.verdict = 'merged' AND NOT EXISTS (SELECT 1 FROM record_source u WHERE u.undoes = s.source)
ORDER BY s.id DESC
LIMIT $2
