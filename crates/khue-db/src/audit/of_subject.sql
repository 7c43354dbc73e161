SELECT chain, seq, at, account, person, post, action, subject, detail
FROM audit_entry
WHERE subject = $1 AND (at, chain, seq) < ($2, $3, $4)
ORDER BY at DESC, chain DESC, seq DESC
LIMIT $5
