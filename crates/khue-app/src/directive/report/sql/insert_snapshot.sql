INSERT INTO report_snapshot (report_id, number, revision, content, digest, frozen_at, frozen_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (report_id, number) DO NOTHING
