UPDATE account_session SET ended_at = $2, end_reason = $4
WHERE account_id = $1 AND ended_at IS NULL AND id <> $3
