-- From word to word along the index, without reading the names of each.
WITH RECURSIVE known (word) AS (
    SELECT MIN(w.word) FROM record_word w WHERE w.province_id = $1 AND w.kind = $2 AND w.word >= $3 AND w.word < $4
    UNION ALL
    SELECT (SELECT MIN(w.word) FROM record_word w
        WHERE w.province_id = $1 AND w.kind = $2 AND w.word > k.word AND w.word < $4)
    FROM known k
    WHERE k.word IS NOT NULL
)
SELECT word FROM known WHERE word IS NOT NULL LIMIT $5
