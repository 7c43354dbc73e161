INSERT INTO unit_relation
    (unit_id, relation, version, parent_id, valid_from, valid_until, recorded_at, recorded_by)
VALUES (
    $1, $2,
    (SELECT COALESCE(MAX(version), 0) + 1 FROM unit_relation WHERE unit_id = $1 AND relation = $2),
    $3, $4, $5, $6, $7
)
