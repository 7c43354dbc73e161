SELECT pupil_id, decision, class_name FROM roll_over_choice WHERE unit_id = $1 AND school_year = $2
