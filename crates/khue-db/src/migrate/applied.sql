SELECT number, name, digest, applied_at FROM schema_migration ORDER BY number
