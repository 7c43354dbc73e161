DELETE FROM record_import_run
WHERE state <> 'waiting' AND import_id IN (SELECT id FROM record_import WHERE handed_in_at < $1)
