SELECT table_code, ours, theirs, different FROM exchange_comparison WHERE link_id = $1 ORDER BY table_code
