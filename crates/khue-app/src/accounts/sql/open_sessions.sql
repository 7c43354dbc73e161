SELECT id, created_at, seen_at, address, agent
FROM account_session
WHERE account_id = $1 AND ended_at IS NULL AND $2 < expires_at AND $3 < seen_at
ORDER BY created_at DESC, id DESC
