INSERT INTO record_import_run (import_id, unit_id, take, state, account_id, person_id, post_id, asked_by_name, asked_at)
VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8)
ON CONFLICT (import_id) DO UPDATE SET take = excluded.take, state = 'waiting', account_id = excluded.account_id,
    person_id = excluded.person_id, post_id = excluded.post_id, asked_by_name = excluded.asked_by_name,
    asked_at = excluded.asked_at, ended_at = NULL, source_id = NULL, new_count = NULL, changed_count = NULL, sentence = NULL
WHERE record_import_run.state <> 'waiting'
