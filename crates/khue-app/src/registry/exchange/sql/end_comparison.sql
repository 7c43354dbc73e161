UPDATE exchange_link SET compare_state = 'no', compared_at = COALESCE($2, compared_at), compare_problem = $3 WHERE id = $1
