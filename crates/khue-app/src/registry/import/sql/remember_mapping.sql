INSERT INTO record_import_mapping (unit_id, kind, mapping, chosen_at, chosen_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (unit_id, kind) DO UPDATE SET mapping = excluded.mapping, chosen_at = excluded.chosen_at,
    chosen_by = excluded.chosen_by
