SELECT e.chain, e.seq
FROM audit_entry e
WHERE NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.chain = e.chain)
ORDER BY e.chain, e.seq
LIMIT 1
