INSERT INTO machine_note (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = excluded.at
