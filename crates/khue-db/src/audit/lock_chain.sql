UPDATE audit_chain SET seq = seq WHERE chain = $1 RETURNING seq, hash
