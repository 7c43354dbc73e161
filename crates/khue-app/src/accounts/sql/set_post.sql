UPDATE account_session SET post_id = $3 WHERE id = $1 AND account_id = $2 AND ended_at IS NULL
