SELECT chain, seq, at, account, person, post, action, subject, detail
FROM audit_entry
WHERE chain = $1 AND seq < $2
ORDER BY seq DESC
LIMIT $3
