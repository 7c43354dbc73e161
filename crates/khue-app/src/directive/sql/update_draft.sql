UPDATE progress
SET stage = $2, body = $3, written_at = $4, written_by = $5, writer_name = $6
WHERE id = $1 AND state = 'draft'
