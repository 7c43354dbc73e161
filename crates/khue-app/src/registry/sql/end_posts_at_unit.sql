UPDATE post
SET ended_on = $2, ended_at = $3, ended_by = $4
WHERE unit_id = $1 AND ended_on IS NULL AND valid_from < $2 AND $2 < valid_until
