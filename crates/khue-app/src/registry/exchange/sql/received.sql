SELECT package_id, received_at, record_count, accepted, refused, ignored FROM exchange_received
WHERE link_id = $1 AND package_id < $2 ORDER BY package_id DESC LIMIT $3
