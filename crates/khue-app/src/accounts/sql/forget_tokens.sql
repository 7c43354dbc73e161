DELETE FROM application_token WHERE expires_at <= $1
