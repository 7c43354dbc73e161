SELECT one, other FROM pupil_same WHERE province_id = $1 AND verdict = 'different'
