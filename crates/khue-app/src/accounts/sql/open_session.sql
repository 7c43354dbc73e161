SELECT s.id, s.post_id, s.seen_at, s.account_id, a.person_id, a.login, a.name
FROM account_session s
JOIN account a ON a.id = s.account_id
WHERE s.token_hash = $1 AND s.ended_at IS NULL AND $2 < s.expires_at AND $3 < s.seen_at AND a.state = 'active'
