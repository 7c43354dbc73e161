SELECT code, unit_id
FROM unit_code
WHERE system = $1 AND code IS NOT NULL
