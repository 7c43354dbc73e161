UPDATE exchange_package SET state = 'done', body = NULL, problem = NULL, done_at = $3, accepted = $4, refused = $5,
    ignored = $6, receipt = $7
WHERE link_id = $1 AND id = $2 AND state = 'open'
