SELECT id, unit_id, group_id, part, parent_id, stage, due_on, done_on, heard_on, progress_state
FROM assignment
WHERE task_id = $1
ORDER BY part, group_id, id
