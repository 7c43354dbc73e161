SELECT d.table_code, d.record_key, d.what, o.called, o.unit_id, d.our_version, d.their_version
FROM exchange_difference d
LEFT JOIN exchange_outbox o ON o.link_id = d.link_id AND o.table_code = d.table_code AND o.record_key = d.record_key
WHERE d.link_id = $1 AND (d.table_code > $2 OR d.table_code = $2 AND d.record_key > $3)
ORDER BY d.table_code, d.record_key LIMIT $4
