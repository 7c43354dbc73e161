SELECT COALESCE(MAX(number), CAST(0 AS BIGINT)) AS number FROM exchange_package WHERE link_id = $1
