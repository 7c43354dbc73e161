UPDATE exchange_outbox SET state = 'waiting', digest = 'cancelled', content = NULL, problems = NULL, changed_at = $4
WHERE link_id = $1 AND table_code = $2 AND record_key = $3
