UPDATE job
SET attempt = attempt + 1, leased_until = $2
WHERE id = (
    SELECT due.id
    FROM job due
    WHERE due.parked = 0 AND due.run_at <= $1 AND due.leased_until <= $1
        AND NOT EXISTS (
            SELECT 1
            FROM job busy
            WHERE busy.kind = due.kind AND busy.key = due.key AND due.key <> '' AND busy.leased_until > $1
        )
    ORDER BY due.run_at, due.id
    LIMIT 1
    FOR UPDATE OF due SKIP LOCKED
)
RETURNING id, kind, key, payload, announcement, attempt
