SELECT unit_id, take, state, account_id, person_id, post_id, asked_by_name, asked_at, ended_at, source_id, new_count, changed_count, sentence
FROM record_import_run WHERE import_id = $1
