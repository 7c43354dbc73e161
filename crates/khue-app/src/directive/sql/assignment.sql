SELECT id, task_id, unit_id, part, parent_id, assigner_unit, assigned_at, stage, due_on, done_on, heard_on, progress_state
FROM assignment
WHERE id = $1
