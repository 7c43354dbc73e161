INSERT INTO exchange_comparison (link_id, table_code, ours, theirs, different) VALUES ($1, $2, $3, $4, $5)
