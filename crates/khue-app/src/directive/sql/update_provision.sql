UPDATE provision
SET version = version + 1, state = $3, origin = $4, section = $5, kind = $6, text = $7, leading_verb = $8,
    span_start = $9, span_end = $10, detail = $11, due_on = $12, repeats = $13, due_reason = $14,
    lead_unit = $15, support_units = $16, units_reason = $17, duplicate_of = $18, changed_at = $19, changed_by = $20
WHERE id = $1 AND version = $2
