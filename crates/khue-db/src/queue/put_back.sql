UPDATE job SET run_at = $3, leased_until = 0, parked = $4, error = $5 WHERE id = $1 AND attempt = $2
