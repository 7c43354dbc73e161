DELETE FROM job WHERE kind = $1 AND key = $2 AND announcement = 1
