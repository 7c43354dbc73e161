UPDATE exchange_package SET next_at = $2 WHERE link_id = $1 AND state = 'open'
