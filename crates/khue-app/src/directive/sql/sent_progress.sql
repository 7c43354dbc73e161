SELECT assignment_id, state, stage, sent_at
FROM progress
WHERE id = $1
