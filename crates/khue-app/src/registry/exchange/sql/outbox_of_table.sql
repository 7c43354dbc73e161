SELECT record_key, state, digest, version FROM exchange_outbox
WHERE link_id = $1 AND table_code = $2 AND record_key > $3 ORDER BY record_key LIMIT $4
