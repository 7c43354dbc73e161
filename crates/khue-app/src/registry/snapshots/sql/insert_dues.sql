INSERT INTO report_round_due (province_id, round_id, version, school_due, approver_due, department_due, reason, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
