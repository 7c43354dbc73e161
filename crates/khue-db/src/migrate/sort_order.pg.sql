SELECT CAST(datcollate AS TEXT) AS sort_order, CAST(pg_encoding_to_char(encoding) AS TEXT) AS encoding
FROM pg_database
WHERE datname = current_database()
