INSERT INTO invitation (id, token_hash, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
