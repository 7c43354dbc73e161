DELETE FROM job WHERE id = $1 AND attempt = $2
