SELECT table_code, state, COUNT(*) AS records FROM exchange_outbox WHERE link_id = $1 GROUP BY table_code, state
