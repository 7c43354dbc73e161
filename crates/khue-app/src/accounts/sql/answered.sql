SELECT request_hash, answer
FROM application_request
WHERE application_id = $1 AND request_key = $2 AND $3 < created_at
