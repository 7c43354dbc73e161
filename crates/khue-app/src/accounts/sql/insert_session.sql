INSERT INTO account_session (id, token_hash, account_id, post_id, created_at, seen_at, expires_at, address, agent)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)
