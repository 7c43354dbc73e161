SELECT id, account_id FROM invitation WHERE token_hash = $1 AND used_at IS NULL AND $2 < expires_at
