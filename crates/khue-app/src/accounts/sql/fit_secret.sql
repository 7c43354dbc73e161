SELECT id
FROM application
WHERE id = $1 AND secret_hash = $2 AND $3 < expires_at AND revoked_at IS NULL
