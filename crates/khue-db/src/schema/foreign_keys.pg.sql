SELECT
    CAST(c.conname AS TEXT) AS key,
    CAST(t.relname AS TEXT) AS table_name,
    pg_get_constraintdef(c.oid) AS definition
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND c.connamespace = CAST(current_schema() AS REGNAMESPACE)
ORDER BY t.relname, c.conname
