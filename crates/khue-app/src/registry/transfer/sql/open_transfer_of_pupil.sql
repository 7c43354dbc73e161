SELECT id FROM pupil_transfer WHERE province_id = $1 AND pupil = $2 AND outcome IS NULL
