INSERT INTO urging (id, directive_id, unit_id, at, words, account_id, urger)
VALUES ($1, $2, $3, $4, $5, $6, $7)
