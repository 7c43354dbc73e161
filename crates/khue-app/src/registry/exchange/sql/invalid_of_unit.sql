SELECT table_code, record_key, called, unit_id, state, version, held_version, changed_at, problems FROM exchange_outbox
WHERE unit_id = $1 AND state IN ('invalid', 'refused') AND (table_code > $2 OR table_code = $2 AND record_key > $3)
ORDER BY table_code, record_key, link_id LIMIT $4
