SELECT id FROM job WHERE parked = 0 AND run_at <= $1 AND leased_until <= $1 LIMIT 1
