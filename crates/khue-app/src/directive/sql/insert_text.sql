INSERT INTO directive_text (directive_id, file_digest, file_type, text, text_digest, reading)
VALUES ($1, $2, $3, $4, $5, $6)
