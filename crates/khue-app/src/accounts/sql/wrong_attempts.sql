SELECT
    (SELECT COUNT(*) FROM sign_in_attempt WHERE login_key = $1 AND $3 < at AND outcome = 'wrong') AS of_login,
    (SELECT COUNT(*) FROM sign_in_attempt WHERE address = $2 AND $3 < at AND outcome = 'wrong') AS of_address
