INSERT INTO guarded_reading (
    id, read_at, account_id, person_id, post_id, acting_unit, province_id, unit_id, kind, record_id, fields
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
