SELECT e.unit_id, e.round_id, e.number, e.step, e.state, e.snapshot, e.note, e.at, e.by_account, e.by_person, e.by_unit
FROM snapshot_event e
WHERE e.province_id = $1 AND e.unit_id = $2
ORDER BY e.round_id, e.number
