DELETE FROM exchange_outbox WHERE link_id = $1 AND table_code = $2 AND record_key = $3
