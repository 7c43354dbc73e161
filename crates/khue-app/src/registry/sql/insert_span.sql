INSERT INTO unit_span
    (unit_id, valid_from, valid_until, kind, level, ownership, name, short_name, code, sort_key, search_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
