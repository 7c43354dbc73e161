INSERT INTO task (id, directive_id, code, section, ordinal, duplicate_of, carry_kinds, published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
