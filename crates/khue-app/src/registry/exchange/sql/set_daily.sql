UPDATE exchange_link SET daily_job = $2 WHERE id = $1
