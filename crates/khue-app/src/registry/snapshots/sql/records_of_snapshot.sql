SELECT r.kind, r.records
FROM snapshot_records r
WHERE r.province_id = $1 AND r.unit_id = $2 AND r.round_id = $3 AND r.number = $4
ORDER BY r.kind
