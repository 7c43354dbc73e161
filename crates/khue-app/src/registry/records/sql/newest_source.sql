SELECT COALESCE(MAX(id), CAST(0 AS BIGINT)) AS newest FROM record_source
