UPDATE exchange_outbox SET version = $4, digest = '' WHERE link_id = $1 AND table_code = $2 AND record_key = $3
