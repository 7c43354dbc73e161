SELECT s.kept FROM pupil_same s
WHERE s.province_id = $1 AND s.gone = $2 AND NOT EXISTS (SELECT 1 FROM record_source u WHERE u.undoes = s.source)
