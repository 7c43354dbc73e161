INSERT INTO exchange_received (link_id, package_id, digest, received_at, record_count, accepted, refused, ignored, receipt)
VALUES ($1, $2, $3, $4, $5, 0, 0, 0, '')
ON CONFLICT (link_id, package_id) DO NOTHING
