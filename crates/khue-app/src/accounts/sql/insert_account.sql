INSERT INTO account (id, person_id, login, login_key, name, sort_key, search_key, password_hash, state, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9)
