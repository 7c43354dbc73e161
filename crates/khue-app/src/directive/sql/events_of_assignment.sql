SELECT at, kind, stage, words
FROM assignment_event
WHERE assignment_id = $1
ORDER BY sequence DESC
