SELECT birth_date, COUNT(*) AS people
FROM pupil
WHERE province_id = $1 AND birth_date > $2 AND replaced_at = 9223372036854775807
GROUP BY birth_date
ORDER BY birth_date
LIMIT $3
