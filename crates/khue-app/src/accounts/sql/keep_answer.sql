INSERT INTO application_request (application_id, request_key, request_hash, answer, created_at)
VALUES ($1, $2, $3, $4, $5)
