INSERT INTO unit_scope (ancestor_id, relation, unit_id, valid_from, valid_until, depth)
VALUES ($1, $2, $3, $4, $5, $6)
