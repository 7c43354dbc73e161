UPDATE assignment
SET sequence = sequence + 1, stage = $3, due_on = $4, done_on = $5, heard_on = $6, progress_state = $7
WHERE id = $1 AND sequence = $2
