SELECT table_code, CAST(SUM(CASE WHEN event = 'CANCEL' THEN 0 ELSE 1 END) AS BIGINT) AS holding,
    CAST(SUM(CASE WHEN event = 'CANCEL' THEN 1 ELSE 0 END) AS BIGINT) AS withdrawn
FROM exchange_held WHERE link_id = $1 GROUP BY table_code ORDER BY table_code
