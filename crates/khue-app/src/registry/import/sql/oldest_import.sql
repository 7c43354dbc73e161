SELECT MIN(handed_in_at) AS handed_in_at FROM record_import
