INSERT INTO sign_in_turn (login_key, at) VALUES ($1, $2)
ON CONFLICT (login_key) DO UPDATE SET at = excluded.at
