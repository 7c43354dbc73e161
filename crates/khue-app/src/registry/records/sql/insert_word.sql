INSERT INTO record_word (province_id, kind, word, sort_key, id, unit_id)
VALUES ($1, $2, $3, $4, $5, $6)
