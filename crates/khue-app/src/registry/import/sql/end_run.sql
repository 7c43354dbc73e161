UPDATE record_import_run SET state = $2, ended_at = $3, source_id = $4, new_count = $5, changed_count = $6, sentence = $7
WHERE import_id = $1 AND state = 'waiting'
