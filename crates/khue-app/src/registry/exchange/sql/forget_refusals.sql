UPDATE exchange_outbox SET digest = '', problems = NULL WHERE link_id = $1 AND state = 'refused'
