SELECT r.id, r.as_of, r.period, r.made_at, r.maker_name, r.unit_id, v.version, v.state, s.revision, s.digest
FROM report r
JOIN report_version v ON v.report_id = r.id
JOIN report_snapshot s ON s.report_id = r.id AND s.number = v.snapshot
WHERE r.directive_id = $1 AND v.version = (SELECT MAX(n.version) FROM report_version n WHERE n.report_id = r.id)
ORDER BY r.made_at DESC, r.id DESC
