INSERT INTO evidence (id, progress_id, name, kind, media_type, size_bytes, digest, link, added_at, added_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
