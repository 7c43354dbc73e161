DELETE FROM exchange_difference WHERE link_id = $1
