UPDATE exchange_link SET state = $2, daily_job = $3 WHERE id = $1
