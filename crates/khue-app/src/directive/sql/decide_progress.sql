UPDATE progress
SET state = $2, decided_at = $3, decided_by = $4, decider_name = $5, decision_reason = $6
WHERE id = $1 AND state = 'sent'
