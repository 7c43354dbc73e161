INSERT INTO record_source (id, province_id, unit_id, what, note, recorded_at, recorded_by, undoes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
