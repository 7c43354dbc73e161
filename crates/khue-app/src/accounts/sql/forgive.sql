DELETE FROM sign_in_attempt WHERE login_key = $1
