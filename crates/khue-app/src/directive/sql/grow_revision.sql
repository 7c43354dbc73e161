UPDATE directive
SET revision = revision + 1
WHERE id = (SELECT t.directive_id FROM task t WHERE t.id = $1)
