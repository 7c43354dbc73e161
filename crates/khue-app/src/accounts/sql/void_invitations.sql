UPDATE invitation SET expires_at = $2
WHERE used_at IS NULL AND $2 < expires_at AND COALESCE(account_id, 0) = COALESCE($1, 0)
