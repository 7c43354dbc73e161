UPDATE exchange_package SET attempt = $3, next_at = $4, problem = $5 WHERE link_id = $1 AND id = $2 AND state = 'open'
