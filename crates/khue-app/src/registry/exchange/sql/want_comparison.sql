UPDATE exchange_link SET compare_state = 'wanted', compare_problem = NULL WHERE id = $1
