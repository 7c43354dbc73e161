SELECT id, body, attempt, next_at FROM exchange_package WHERE link_id = $1 AND state = 'open' ORDER BY id LIMIT 1
