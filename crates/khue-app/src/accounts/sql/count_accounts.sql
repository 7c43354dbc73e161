SELECT COUNT(*) AS total FROM account WHERE search_key LIKE $1
