SELECT record_key, version, event, digest FROM exchange_held
WHERE link_id = $1 AND table_code = $2 AND record_key > $3 ORDER BY record_key LIMIT $4
