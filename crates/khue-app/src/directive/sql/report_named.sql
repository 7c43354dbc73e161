SELECT r.id, r.as_of, d.subject
FROM report r
JOIN directive d ON d.id = r.directive_id
WHERE r.id = $1
