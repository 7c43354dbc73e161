INSERT INTO unit_version
    (unit_id, version, kind, ownership, name, short_name, valid_from, valid_until, recorded_at, recorded_by)
VALUES (
    $1,
    (SELECT COALESCE(MAX(version), 0) + 1 FROM unit_version WHERE unit_id = $1),
    $2, $3, $4, $5, $6, $7, $8, $9
)
