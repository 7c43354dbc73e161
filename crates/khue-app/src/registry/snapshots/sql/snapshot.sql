SELECT s.unit_id, s.number, s.data_day, s.taken_at, s.figures, s.digest
FROM snapshot s
WHERE s.province_id = $1 AND s.unit_id = $2 AND s.round_id = $3 AND s.number = $4
