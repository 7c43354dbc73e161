UPDATE exchange_outbox SET state = 'sent', version = $4, event = $5, package_id = $6, content = NULL
WHERE link_id = $1 AND table_code = $2 AND record_key = $3 AND state = 'waiting' AND digest = $7
