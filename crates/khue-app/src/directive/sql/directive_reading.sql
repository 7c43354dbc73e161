SELECT reading
FROM directive_text
WHERE directive_id = $1
