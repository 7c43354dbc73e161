DELETE FROM roll_over_choice WHERE unit_id = $1 AND school_year = $2 AND pupil_id = $3
