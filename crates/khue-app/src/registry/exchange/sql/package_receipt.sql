SELECT receipt FROM exchange_package WHERE link_id = $1 AND id = $2
