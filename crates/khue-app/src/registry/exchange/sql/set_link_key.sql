UPDATE exchange_link SET secret = $2 WHERE id = $1
