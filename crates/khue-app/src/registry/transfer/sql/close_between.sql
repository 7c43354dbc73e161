UPDATE pupil_transfer SET outcome = 'cancelled', answer = $4, closed_at = $5, closed_by = $6
WHERE province_id = $1 AND outcome IS NULL AND (from_unit = $2 AND to_unit = $3 OR from_unit = $3 AND to_unit = $2)
