INSERT INTO task_target (id, task_id, ordinal, text, value, unit, comparison, of_what, qualitative, indicator)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
