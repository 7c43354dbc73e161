SELECT id, version, state, stage, body, written_at, writer_name, sent_at, decided_at, decider_name, decision_reason
FROM progress
WHERE assignment_id = $1
ORDER BY version DESC
