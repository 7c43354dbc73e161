INSERT INTO person (id, full_name, sort_key, search_key, created_at)
VALUES ($1, $2, $3, $4, $5)
