INSERT INTO snapshot_event (province_id, unit_id, round_id, number, step, state, snapshot, note, at, by_account, by_person, by_unit)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
