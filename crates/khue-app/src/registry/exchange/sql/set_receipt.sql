UPDATE exchange_received SET accepted = $3, refused = $4, ignored = $5, receipt = $6 WHERE link_id = $1 AND package_id = $2
