SELECT COUNT(*) AS number FROM exchange_outbox WHERE unit_id = $1 AND state IN ('invalid', 'refused')
