SELECT version, digest FROM exchange_held WHERE link_id = $1 AND table_code = $2 AND record_key = $3
