UPDATE exchange_outbox SET held_version = $5,
    state = CASE WHEN state = 'sent' AND package_id = $4 THEN CASE WHEN event = 'CANCEL' THEN 'withdrawn' ELSE 'held' END
        ELSE state END
WHERE link_id = $1 AND table_code = $2 AND record_key = $3 AND held_version < $5
