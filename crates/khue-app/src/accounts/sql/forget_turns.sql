DELETE FROM sign_in_turn WHERE at < $1
