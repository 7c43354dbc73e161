INSERT INTO report_version (report_id, version, snapshot, state, words, saved_at, saved_by, saver_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (report_id, version) DO NOTHING
