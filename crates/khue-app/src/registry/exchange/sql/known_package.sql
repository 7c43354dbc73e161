SELECT digest, receipt FROM exchange_received WHERE link_id = $1 AND package_id = $2
