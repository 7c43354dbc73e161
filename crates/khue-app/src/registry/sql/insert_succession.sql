INSERT INTO unit_succession
    (from_unit, to_unit, day, kind, share, decision, basis, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
