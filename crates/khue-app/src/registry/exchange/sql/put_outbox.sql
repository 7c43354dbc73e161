INSERT INTO exchange_outbox (link_id, table_code, record_key, unit_id, kind, record_id, called, school_year, step, state,
    digest, content, changed_at, version, event, held_version, package_id, problems)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, '', 0, NULL, $14)
ON CONFLICT (link_id, table_code, record_key) DO UPDATE SET unit_id = excluded.unit_id, kind = excluded.kind,
    record_id = excluded.record_id, called = excluded.called, school_year = excluded.school_year, step = excluded.step,
    state = excluded.state, digest = excluded.digest, content = excluded.content, changed_at = excluded.changed_at,
    problems = excluded.problems
