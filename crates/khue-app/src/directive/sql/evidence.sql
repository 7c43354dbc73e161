SELECT e.id, e.progress_id, e.name, e.kind, e.media_type, e.size_bytes, e.digest, e.link, e.added_at
FROM evidence e
WHERE e.id = $1
