DELETE FROM task_tally
WHERE task_id = $1
