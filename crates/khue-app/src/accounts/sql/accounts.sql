SELECT id, person_id, login, name, state, signed_in_at,
    CAST(CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password
FROM account
WHERE search_key LIKE $1
ORDER BY sort_key, id
LIMIT $2 OFFSET $3
