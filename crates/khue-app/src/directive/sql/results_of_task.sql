SELECT done_on
FROM assignment
WHERE task_id = $1 AND part <> 'support'
