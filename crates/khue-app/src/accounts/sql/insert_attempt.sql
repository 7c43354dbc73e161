INSERT INTO sign_in_attempt (id, at, login_key, address, outcome) VALUES ($1, $2, $3, $4, 'wrong')
