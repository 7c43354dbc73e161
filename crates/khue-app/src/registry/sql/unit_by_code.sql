SELECT c.unit_id
FROM unit_code c
WHERE c.system = $1 AND c.code = $2 AND c.valid_from <= $3 AND $3 < c.valid_until
    AND NOT EXISTS (
        SELECT 1
        FROM unit_code later
        WHERE later.unit_id = c.unit_id AND later.system = c.system AND later.version > c.version
            AND later.valid_from <= $3 AND $3 < later.valid_until
    )
