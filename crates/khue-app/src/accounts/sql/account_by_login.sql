SELECT id, person_id, login, name, password_hash, state FROM account WHERE login_key = $1
