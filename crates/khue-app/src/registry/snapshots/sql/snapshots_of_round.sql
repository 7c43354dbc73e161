SELECT s.unit_id, s.number, s.figures
FROM snapshot s
WHERE s.province_id = $1 AND s.round_id = $2
    AND NOT EXISTS (SELECT 1 FROM snapshot n WHERE n.province_id = s.province_id AND n.round_id = s.round_id AND n.unit_id = s.unit_id AND n.number > s.number)
