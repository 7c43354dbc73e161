UPDATE account_session SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL
