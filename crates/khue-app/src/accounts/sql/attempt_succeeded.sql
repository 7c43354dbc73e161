UPDATE sign_in_attempt SET outcome = 'right' WHERE id = $1
