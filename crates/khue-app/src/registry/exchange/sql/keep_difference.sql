INSERT INTO exchange_difference (link_id, table_code, record_key, what, our_version, their_version) VALUES ($1, $2, $3, $4, $5, $6)
