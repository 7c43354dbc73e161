SELECT r.id, r.directive_id, r.unit_id, r.as_of, r.period, r.made_at, r.maker_name,
    v.version, v.snapshot, v.state, v.words, v.saved_at, v.saver_name,
    s.revision, s.content, s.digest, s.frozen_at
FROM report r
JOIN report_version v ON v.report_id = r.id
JOIN report_snapshot s ON s.report_id = r.id AND s.number = v.snapshot
WHERE r.id = $1 AND v.version = (SELECT MAX(n.version) FROM report_version n WHERE n.report_id = r.id)
