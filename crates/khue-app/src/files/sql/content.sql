SELECT content
FROM file_content
WHERE digest = $1
