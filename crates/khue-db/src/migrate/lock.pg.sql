SELECT pg_advisory_xact_lock(7526746) AS locked
