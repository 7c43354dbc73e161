INSERT INTO exchange_link (id, direction, called, unit_id, address, sender, secret, demand, state, made_at, made_by,
    compare_state, daily_job)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'no', 0)
