DELETE FROM application_token WHERE application_id = $1
