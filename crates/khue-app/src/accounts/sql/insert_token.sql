INSERT INTO application_token (token_hash, application_id, scopes, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5)
