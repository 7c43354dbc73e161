INSERT INTO snapshot (province_id, unit_id, round_id, number, data_day, taken_at, figures, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
