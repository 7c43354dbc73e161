SELECT id, directive_id, ordinal, version, state, origin, section, kind, text, leading_verb, span_start, span_end, detail, due_on, repeats, due_reason, lead_unit, support_units, units_reason, duplicate_of
FROM provision
WHERE directive_id = $1
ORDER BY ordinal, id
