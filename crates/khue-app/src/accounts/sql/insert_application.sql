INSERT INTO application (id, unit_id, name, scopes, secret_hash, created_at, created_by, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
