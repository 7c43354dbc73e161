INSERT INTO progress (id, stage, body, written_at, written_by, writer_name, assignment_id, version, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft')
ON CONFLICT (assignment_id, version) DO NOTHING
