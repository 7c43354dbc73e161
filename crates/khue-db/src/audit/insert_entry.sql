INSERT INTO audit_entry
    (chain, seq, at, account, person, post, action, subject, detail, previous_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
