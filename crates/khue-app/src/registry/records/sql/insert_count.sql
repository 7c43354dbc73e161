INSERT INTO record_source_count (source, kind, unit_id, row_count)
VALUES ($1, $2, $3, $4)
