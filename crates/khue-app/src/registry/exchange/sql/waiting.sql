SELECT table_code, record_key, kind, digest, content, changed_at, version FROM exchange_outbox
WHERE link_id = $1 AND state = 'waiting' ORDER BY step, table_code, record_key LIMIT $2
