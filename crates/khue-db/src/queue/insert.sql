INSERT INTO job (id, kind, key, payload, announcement, run_at, attempt, leased_until, parked, error)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, NULL)
