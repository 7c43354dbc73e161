SELECT t.application_id, a.unit_id, a.name, t.scopes, a.used_at
FROM application_token t
JOIN application a ON a.id = t.application_id
WHERE t.token_hash = $1 AND $2 < t.expires_at AND $2 < a.expires_at AND a.revoked_at IS NULL
