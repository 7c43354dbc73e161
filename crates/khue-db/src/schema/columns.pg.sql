SELECT
    CAST(t.relname AS TEXT) AS table_name,
    CAST(c.attname AS TEXT) AS column_name,
    format_type(c.atttypid, c.atttypmod) AS declared,
    CAST(COALESCE(array_position(CAST(k.indkey AS SMALLINT []), c.attnum) + 1, 0) AS BIGINT) AS key_place
FROM pg_class t
JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary
WHERE t.relkind = 'r' AND t.relnamespace = CAST(current_schema() AS REGNAMESPACE)
ORDER BY c.attnum
