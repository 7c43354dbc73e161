SELECT f.progress_id, f.target_id, f.numerator, f.denominator
FROM progress_figure f
JOIN progress p ON p.id = f.progress_id
WHERE p.assignment_id = $1
