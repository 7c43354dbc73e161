UPDATE pupil_transfer SET outcome = $3, answer = $4, closed_at = $5, closed_by = $6, source = $7, class = $8
WHERE province_id = $1 AND id = $2 AND outcome IS NULL
