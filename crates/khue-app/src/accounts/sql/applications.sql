SELECT id, unit_id, name, scopes, created_at, expires_at, used_at, revoked_at
FROM application
ORDER BY created_at DESC, id DESC
