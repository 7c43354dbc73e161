INSERT INTO unit_code
    (unit_id, system, version, code, valid_from, valid_until, recorded_at, recorded_by)
VALUES (
    $1, $2,
    (SELECT COALESCE(MAX(version), 0) + 1 FROM unit_code WHERE unit_id = $1 AND system = $2),
    $3, $4, $5, $6, $7
)
