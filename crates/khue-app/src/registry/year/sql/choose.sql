INSERT INTO roll_over_choice (unit_id, school_year, pupil_id, decision, class_name, chosen_at, chosen_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (unit_id, school_year, pupil_id) DO UPDATE SET decision = excluded.decision,
    class_name = excluded.class_name, chosen_at = excluded.chosen_at, chosen_by = excluded.chosen_by
