SELECT task_id, group_id, stage, due_on, late, heard, returned, assignments
FROM task_tally
WHERE directive_id = $1
