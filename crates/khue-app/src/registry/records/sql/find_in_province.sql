-- Each other word is looked up for the name at hand: as a value and not as a join, so that no planner reads a
-- whole list of one word.
SELECT w.sort_key, w.id
FROM record_word w
WHERE w.province_id = $1 AND w.kind = $2 AND w.word = $3
    AND ($4 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.word = $4
        AND x.sort_key = w.sort_key AND x.id = w.id LIMIT 1) IS NOT NULL)
    AND ($5 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.word = $5
        AND x.sort_key = w.sort_key AND x.id = w.id LIMIT 1) IS NOT NULL)
    AND ($6 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.word = $6
        AND x.sort_key = w.sort_key AND x.id = w.id LIMIT 1) IS NOT NULL)
    AND ($7 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.word = $7
        AND x.sort_key = w.sort_key AND x.id = w.id LIMIT 1) IS NOT NULL)
    AND ($8 = '' OR (SELECT x.id FROM record_word x WHERE x.province_id = $1 AND x.kind = $2 AND x.id = w.id
        AND x.word >= $8 AND x.word < $9 LIMIT 1) IS NOT NULL)
    AND ($11 = 0 OR (SELECT s.depth FROM unit_scope s WHERE s.ancestor_id = $11 AND s.relation = $12
        AND s.unit_id = w.unit_id AND s.valid_from <= $13 AND $13 < s.valid_until LIMIT 1) IS NOT NULL)
ORDER BY w.sort_key, w.id
LIMIT $10
