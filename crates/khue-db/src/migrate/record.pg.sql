INSERT INTO schema_migration (number, name, digest, applied_at)
VALUES ($1, $2, $3, CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT))
