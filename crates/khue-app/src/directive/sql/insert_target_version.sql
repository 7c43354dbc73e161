INSERT INTO target_version (target_id, version, task_version, text, value, unit, comparison, of_what, qualitative,
    ended, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (target_id, version) DO NOTHING
