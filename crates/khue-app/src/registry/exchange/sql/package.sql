SELECT id, number, CAST(CASE WHEN state = 'done' THEN 1 ELSE 0 END AS BIGINT) AS is_done, record_count, made_at, attempt, next_at, problem, done_at,
    accepted, refused, ignored FROM exchange_package WHERE link_id = $1 AND id = $2
