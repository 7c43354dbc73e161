SELECT id, direction, called, unit_id, address, sender, secret, demand, state, compare_state, compared_at, compare_problem, daily_job FROM exchange_link WHERE direction = 'inward' AND sender = $1
