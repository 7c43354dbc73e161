INSERT INTO exchange_held (link_id, table_code, record_key, version, event, digest, content, changed_at, received_at, package_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (link_id, table_code, record_key) DO UPDATE SET version = excluded.version, event = excluded.event,
    digest = excluded.digest, content = excluded.content, changed_at = excluded.changed_at,
    received_at = excluded.received_at, package_id = excluded.package_id
WHERE exchange_held.version < excluded.version
