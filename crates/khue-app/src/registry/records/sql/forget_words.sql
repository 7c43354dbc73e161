DELETE FROM record_word
WHERE province_id = $1 AND kind = $2 AND id = $3
