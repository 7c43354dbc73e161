INSERT INTO unit (id, created_at)
VALUES ($1, $2)
