SELECT table_code, record_key, called, unit_id, state, version, held_version, changed_at, problems FROM exchange_outbox
WHERE link_id = $1 AND state = $2 AND ($7 = '' OR table_code = $7)
    AND (step > $3 OR step = $3 AND (table_code > $4 OR table_code = $4 AND record_key > $5))
ORDER BY step, table_code, record_key LIMIT $6
