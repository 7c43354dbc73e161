UPDATE job SET parked = 0, attempt = 0, run_at = $2, leased_until = 0 WHERE id = $1 AND parked = 1
