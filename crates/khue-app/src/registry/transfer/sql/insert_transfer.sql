INSERT INTO pupil_transfer (province_id, id, pupil, from_unit, to_unit, begun_for, class, day, reason, paper, begun_at, begun_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
