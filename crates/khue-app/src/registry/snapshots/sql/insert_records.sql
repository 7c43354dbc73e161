INSERT INTO snapshot_records (province_id, unit_id, round_id, number, kind, records)
VALUES ($1, $2, $3, $4, $5, $6)
