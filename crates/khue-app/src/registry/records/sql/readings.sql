SELECT read_at, account_id, person_id, acting_unit, fields
FROM guarded_reading
WHERE province_id = $1 AND kind = $2 AND record_id = $3
ORDER BY id DESC
LIMIT 500
