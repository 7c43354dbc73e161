INSERT INTO task_version (task_id, version, kind, text, search_key, leading_verb, span_start, span_end,
    lead_unit, due_on, repeats, standing, done_on, reason, recorded_at, recorded_by, recorder)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (task_id, version) DO NOTHING
