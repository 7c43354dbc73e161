UPDATE invitation SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND $2 < expires_at
