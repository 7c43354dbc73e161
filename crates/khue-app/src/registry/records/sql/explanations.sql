SELECT e.check_code, e.record_id, e.record_version, e.text, e.explained_at, e.explained_by, e.explained_by_person
FROM finding_explanation e
WHERE e.province_id = $1 AND e.unit_id = $2
ORDER BY e.check_code, e.record_id, e.number
