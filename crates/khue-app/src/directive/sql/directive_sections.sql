SELECT path, level, number, heading, kind, span_start, span_end
FROM directive_section
WHERE directive_id = $1
ORDER BY ordinal
