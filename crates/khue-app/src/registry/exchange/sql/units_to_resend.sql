SELECT DISTINCT o.unit_id FROM exchange_difference d
JOIN exchange_outbox o ON o.link_id = d.link_id AND o.table_code = d.table_code AND o.record_key = d.record_key
WHERE d.link_id = $1 AND d.what IN ('missing', 'other')
