SELECT chain, seq, at, account, person, post, action, subject, detail, previous_hash, hash
FROM audit_entry
WHERE chain = $1 AND seq > $2
ORDER BY seq
LIMIT $3
