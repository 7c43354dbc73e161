INSERT INTO schema_migration (number, name, digest, applied_at)
VALUES ($1, $2, $3, CAST(strftime('%s', 'now') AS BIGINT) * 1000)
