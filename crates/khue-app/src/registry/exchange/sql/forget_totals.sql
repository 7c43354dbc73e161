DELETE FROM exchange_comparison WHERE link_id = $1
