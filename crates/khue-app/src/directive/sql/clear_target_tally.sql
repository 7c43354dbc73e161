DELETE FROM target_tally
WHERE task_id = $1
