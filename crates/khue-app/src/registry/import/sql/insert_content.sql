INSERT INTO record_import_content (import_id, row_count, content) VALUES ($1, $2, $3)
