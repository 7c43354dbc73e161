SELECT id, person_id, login, name, password_hash, state FROM account WHERE person_id = $1
