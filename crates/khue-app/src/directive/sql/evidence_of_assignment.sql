SELECT e.id, e.progress_id, e.name, e.kind, e.media_type, e.size_bytes, e.digest, e.link, e.added_at
FROM evidence e
JOIN progress p ON p.id = e.progress_id
WHERE p.assignment_id = $1
ORDER BY e.added_at, e.id
