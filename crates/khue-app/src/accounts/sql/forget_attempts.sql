DELETE FROM sign_in_attempt WHERE at < $1
