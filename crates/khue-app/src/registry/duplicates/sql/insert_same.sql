INSERT INTO pupil_same (province_id, id, one, other, verdict, kept, gone, ministry_code, personal_number, reason, source, decided_at, decided_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
