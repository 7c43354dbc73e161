SELECT COUNT(*) AS units
FROM unit_span u
WHERE u.valid_from <= $1 AND $1 < u.valid_until
    AND ($2 = '' OR $2 LIKE '%,' || u.kind || ',%')
    AND u.search_key LIKE $3 AND u.search_key LIKE $4 AND u.search_key LIKE $5 AND u.search_key LIKE $6
