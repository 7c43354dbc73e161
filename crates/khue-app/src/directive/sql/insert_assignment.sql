INSERT INTO assignment (id, directive_id, task_id, unit_id, group_id, part, parent_id, assigned_at, assigned_by,
    assigner_unit, sequence, stage, due_on, done_on, heard_on, progress_state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, 'not-started', $11, NULL, NULL, 'none')
ON CONFLICT (task_id, unit_id) DO NOTHING
