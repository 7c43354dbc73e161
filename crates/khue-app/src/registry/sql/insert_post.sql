INSERT INTO post (id, person_id, role, title, unit_id, valid_from, valid_until, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
