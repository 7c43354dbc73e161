SELECT CAST(tablename AS TEXT) AS name
FROM pg_tables
WHERE schemaname = current_schema() AND tablename = $1
