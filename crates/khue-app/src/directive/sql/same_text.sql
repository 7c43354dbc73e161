SELECT d.subject
FROM directive_text x
JOIN directive d ON d.id = x.directive_id
WHERE x.text_digest = $1 AND d.state <> 'withdrawn'
