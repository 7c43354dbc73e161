UPDATE exchange_outbox SET digest = '', version = (
    SELECT CASE WHEN d.their_version > exchange_outbox.version THEN d.their_version ELSE exchange_outbox.version END
    FROM exchange_difference d
    WHERE d.link_id = exchange_outbox.link_id AND d.table_code = exchange_outbox.table_code
        AND d.record_key = exchange_outbox.record_key)
WHERE link_id = $1 AND state = 'held' AND EXISTS (
    SELECT 1 FROM exchange_difference d
    WHERE d.link_id = exchange_outbox.link_id AND d.table_code = exchange_outbox.table_code
        AND d.record_key = exchange_outbox.record_key AND d.what IN ('missing', 'other'))
