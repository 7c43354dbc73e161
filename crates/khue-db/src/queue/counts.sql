SELECT
    COALESCE(CAST(SUM(1 - parked) AS BIGINT), 0) AS pending,
    COALESCE(CAST(SUM(parked) AS BIGINT), 0) AS parked,
    MIN(CASE WHEN parked = 0 THEN run_at END) AS oldest
FROM job
