INSERT INTO exchange_package (link_id, id, number, state, body, record_count, guarded_count, made_at, attempt, next_at,
    accepted, refused, ignored)
VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, 0, $7, 0, 0, 0)
