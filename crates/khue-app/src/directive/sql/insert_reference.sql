INSERT INTO task_reference (task_id, ordinal, kind, number, issued_on, title)
VALUES ($1, $2, $3, $4, $5, $6)
