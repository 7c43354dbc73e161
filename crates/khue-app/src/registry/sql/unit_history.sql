SELECT u.unit_id AS id, u.kind, u.level, u.ownership, u.name, u.short_name, u.code, u.valid_from, u.valid_until, u.sort_key
FROM unit_span u
WHERE u.unit_id = $1
ORDER BY u.valid_from
