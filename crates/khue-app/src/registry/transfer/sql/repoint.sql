UPDATE pupil_transfer SET
    from_unit = CASE WHEN from_unit = $2 THEN $3 ELSE from_unit END,
    to_unit = CASE WHEN to_unit = $2 THEN $3 ELSE to_unit END,
    begun_for = CASE WHEN begun_for = $2 THEN $3 ELSE begun_for END
WHERE province_id = $1 AND outcome IS NULL AND (from_unit = $2 OR to_unit = $2)
