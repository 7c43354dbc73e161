UPDATE assignment
SET progress_state = $2
WHERE id = $1
