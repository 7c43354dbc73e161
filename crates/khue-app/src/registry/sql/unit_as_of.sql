SELECT u.unit_id AS id, u.kind, u.level, u.ownership, u.name, u.short_name, u.code, u.valid_from, u.valid_until, u.sort_key
FROM unit_span u
WHERE u.unit_id = $1 AND u.valid_from <= $2 AND $2 < u.valid_until
