UPDATE directive
SET state = 'adopted', adopted_at = $2, adopted_by = $3, revision = revision + 1
WHERE id = $1 AND state = 'review'
