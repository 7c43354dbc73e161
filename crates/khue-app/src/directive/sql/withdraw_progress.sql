UPDATE progress
SET state = 'draft', sent_at = NULL
WHERE id = $1 AND state = 'sent'
