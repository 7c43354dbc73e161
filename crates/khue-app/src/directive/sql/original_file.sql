SELECT file_digest
FROM directive_text
WHERE directive_id = $1
