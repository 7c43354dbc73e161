INSERT INTO assignment_event (assignment_id, sequence, at, kind, stage, due_on, done_on, heard_on, words, account_id, person_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
