SELECT province_id
FROM record_keeper
WHERE root_id = $1
