SELECT path, level, heading
FROM directive_section
WHERE directive_id = $1
ORDER BY ordinal
