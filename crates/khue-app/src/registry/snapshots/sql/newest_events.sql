SELECT e.unit_id, e.round_id, e.number, e.step, e.state, e.snapshot, e.note, e.at, e.by_account, e.by_person, e.by_unit
FROM snapshot_event e
WHERE e.province_id = $1 AND e.round_id = $2
    AND NOT EXISTS (SELECT 1 FROM snapshot_event n WHERE n.province_id = e.province_id AND n.round_id = e.round_id AND n.unit_id = e.unit_id AND n.number > e.number)
