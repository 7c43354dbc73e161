SELECT COUNT(*) AS number
FROM (SELECT w.id FROM record_word w WHERE w.province_id = $1 AND w.kind = $2 AND w.word = $3 LIMIT $4) few
