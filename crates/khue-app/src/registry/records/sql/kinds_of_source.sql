SELECT DISTINCT kind
FROM record_source_count
WHERE source = $1
