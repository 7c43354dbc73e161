INSERT INTO report (id, directive_id, unit_id, as_of, period, made_at, made_by, maker_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
