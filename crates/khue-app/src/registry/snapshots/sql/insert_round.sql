INSERT INTO report_round (province_id, id, kind, school_year, data_day, department_id, opened_at, opened_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
