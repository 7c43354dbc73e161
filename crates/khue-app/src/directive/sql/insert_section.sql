INSERT INTO directive_section (directive_id, ordinal, path, level, number, heading, kind, span_start, span_end)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
