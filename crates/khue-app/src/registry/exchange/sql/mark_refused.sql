UPDATE exchange_outbox SET state = 'refused', problems = $5
WHERE link_id = $1 AND table_code = $2 AND record_key = $3 AND state = 'sent' AND package_id = $4
