SELECT record_key FROM exchange_outbox WHERE link_id = $1 AND state = 'waiting' LIMIT 1
