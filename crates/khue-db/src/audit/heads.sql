SELECT chain, seq, hash FROM audit_chain WHERE chain > $1 ORDER BY chain LIMIT $2
