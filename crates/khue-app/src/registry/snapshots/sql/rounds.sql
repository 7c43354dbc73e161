SELECT r.province_id, r.id, r.kind, r.school_year, r.data_day, r.department_id, d.version, d.school_due, d.approver_due, d.department_due
FROM report_round r
JOIN report_round_due d ON d.province_id = r.province_id AND d.round_id = r.id
WHERE r.province_id = $1
    AND d.version = (SELECT MAX(n.version) FROM report_round_due n WHERE n.province_id = r.province_id AND n.round_id = r.id)
ORDER BY r.data_day DESC, r.id
