INSERT INTO file_content (digest, size_bytes, content, stored_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (digest) DO NOTHING
