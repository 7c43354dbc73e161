INSERT INTO task_target (id, task_id, ordinal)
VALUES ($1, $2, $3)
