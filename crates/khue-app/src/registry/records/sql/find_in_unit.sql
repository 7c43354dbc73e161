-- Each other word is looked up for the name at hand: as a value and not as a join, so that no planner reads a
-- whole list of one word.
SELECT w.sort_key, w.id
FROM record_word w
WHERE w.province_id = $1 AND w.kind = $2 AND w.unit_id = $3 AND w.word >= $4 AND w.word < $5
    AND ($6 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.word = $6
        AND x.sort_key = w.sort_key AND x.id = w.id LIMIT 1) IS NOT NULL)
    AND ($7 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.word = $7
        AND x.sort_key = w.sort_key AND x.id = w.id LIMIT 1) IS NOT NULL)
    AND ($8 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.word = $8
        AND x.sort_key = w.sort_key AND x.id = w.id LIMIT 1) IS NOT NULL)
    AND ($9 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.word = $9
        AND x.sort_key = w.sort_key AND x.id = w.id LIMIT 1) IS NOT NULL)
    AND ($10 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.id = w.id
        AND x.word >= $10 AND x.word < $11 LIMIT 1) IS NOT NULL)
GROUP BY w.sort_key, w.id
ORDER BY w.sort_key, w.id
LIMIT $12
