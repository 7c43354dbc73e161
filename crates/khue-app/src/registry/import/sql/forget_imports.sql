DELETE FROM record_import WHERE handed_in_at < $1
