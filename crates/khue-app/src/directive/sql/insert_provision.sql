INSERT INTO provision (id, directive_id, ordinal, version, state, origin, section, kind, text, leading_verb, span_start, span_end, detail, due_on, repeats, due_reason, lead_unit, support_units, units_reason, duplicate_of, changed_at, changed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
