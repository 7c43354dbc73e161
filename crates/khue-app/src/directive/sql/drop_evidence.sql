DELETE FROM evidence
WHERE id = $1 AND progress_id = $2
