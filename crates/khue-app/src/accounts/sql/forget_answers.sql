DELETE FROM application_request WHERE created_at <= $1
