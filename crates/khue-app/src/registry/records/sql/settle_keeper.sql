INSERT INTO record_keeper (root_id, province_id)
VALUES ($1, $2)
ON CONFLICT (root_id) DO NOTHING
