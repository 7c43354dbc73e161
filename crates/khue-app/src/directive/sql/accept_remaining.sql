UPDATE provision
SET state = 'accepted', version = version + 1, changed_at = $2, changed_by = $3
WHERE directive_id = $1 AND state = 'suggested'
