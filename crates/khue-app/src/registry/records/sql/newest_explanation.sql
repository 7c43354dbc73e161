SELECT COALESCE(MAX(explained_at), CAST(0 AS BIGINT)) AS newest FROM finding_explanation
