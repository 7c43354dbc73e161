UPDATE progress
SET state = 'sent', sent_at = $2
WHERE id = $1 AND state = 'draft'
