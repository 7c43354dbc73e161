SELECT chain, seq, at, account, person, post, action, subject, detail
FROM audit_entry
WHERE at >= $1 AND at < $2
    AND ($3 = '' OR $3 LIKE '%,' || chain || ',%')
    AND ($4 = '' OR $4 LIKE '%,' || person || ',%')
    AND ($5 = '' OR action = $5)
    AND ($6 = '' OR subject = $6)
    AND (at, chain, seq) < ($7, $8, $9)
ORDER BY at DESC, chain DESC, seq DESC
LIMIT $10
