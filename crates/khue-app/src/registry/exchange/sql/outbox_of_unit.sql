SELECT table_code, record_key, school_year, digest, version, problems FROM exchange_outbox WHERE link_id = $1 AND unit_id = $2
