UPDATE unit SET created_at = created_at WHERE id = $1
